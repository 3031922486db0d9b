/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/quote.h"
#include "perfdata/events.h"
#include "perfdata/recording.h"
#include "plan/differences.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "plan/policy.h"
#include "plan/ranges.h"
#include "plan/reused_cuts.h"
#include "scan/timeline.h"

static int
by_weight(const void *a, const void *b, void *ranges)
{
	const struct range *r = ranges;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	if (r[x].weight != r[y].weight)
		return r[x].weight < r[y].weight ? 1 : -1;
	return (x > y) - (x < y);
}

/*
 * Says whether what a range shows can be told apart from what others show: not
 * where perf prints more than samples, or something about all of them, or what
 * counters have gained since samples of earlier ranges, nor where samples are
 * made of a trace that can be decoded as a whole only.
 */
static bool
is_exact(const struct plan_source *in)
{
	const struct timeline *t = in->timeline;

	return in->recording->parts && !in->recording->features_lost &&
	    !in->command->differs &&
	    !in->command->unknown && !in->command->header &&
	    !events_read_counters(&in->recording->events) && (!t->trace_type ||
		(t->intel_pt && t->trace_bytes &&
		    trace_has_stretches(&t->trace)));
}

/* Returns the digest of the command that reduces outputs, and of its files. */
static struct digest
digest_of_reducing(const struct plan_options *options)
{
	struct digester *d = digester_start();

	digester_add_text(d, options->reduce);
	digester_add(d, &options->reducing, sizeof options->reducing);
	return digester_finish(d);
}

/* Says whether each consumer may keep to another event, its first. */
static bool
is_mixed(const struct plan_source *in)
{
	const char *consumer = in->options->job.consumer;

	return consumer && !in->options->stateless &&
	    !strstr(consumer, "--event-filter") &&
	    events_mix(&in->recording->events);
}

/* Returns the command with its consumer as text, for free(3). */
static char *
text_of(const struct perf_command *command, const struct job_options *job)
{
	char *words = quote_shell_words(&command->words), *text;
	char *consumer = job_options_consumer_text(job);

	text = xasprintf("%s%s%s", words, consumer ? " | " : "",
	    consumer ? consumer : "");
	free(consumer);
	free(words);
	return text;
}

/* Changes the options so that a recording is decoded in one range. */
static void
keep_whole(struct plan_options *options)
{
	options->ranges = 1;
	options->interval_ns = 0;
	options->min_interval_ns = 0;
	options->per_cpu = false;
	options->no_per_cpu = true;
}

int
plan_make(struct plan *p, const struct plan_options *wanted,
    const struct perf_command *command, const struct recording *recording,
    const struct timeline *timeline)
{
	struct plan_options options = *wanted;
	struct plan_source in = {
		.options = &options,
		.command = command,
		.recording = recording,
		.timeline = timeline,
	};
	int status;

	*p = (struct plan){ .recording = timeline->digest };
	p->headers = command->header && !options.job.consumer &&
	    !options.job.folds;
	p->odd_names = timeline->odd_names;
	p->alone = command->alone && !options.stateless;
	if (p->alone)
		keep_whole(&options);
	if (options.reduce)
		p->reduce = digest_of_reducing(&options);
	p->command_differs = command->differs &&
	    differences_has_records(command, recording, timeline);
	differences_of_command(p, command, recording, timeline);
	if (policy_split(&in.split, &options, recording, timeline))
		return -1;
	p->exact = is_exact(&in);
	p->command = text_of(command, &options.job);
	p->cutting = policy_cutting(&in.split, options.stateless);
	if (options.reused && !strcmp(options.reused->cutting, p->cutting))
		in.split.reused = options.reused;
	p->cpu_refused = in.split.per_cpu &&
	    !events_accept_cpu(&recording->events);
	if (in.split.per_cpu && timeline_cpu(timeline, EVENT_NO_CPU))
		p->without_cpu =
		    timeline_cpu(timeline, EVENT_NO_CPU)->samples;
	status = ranges_make(p, &in);
	if (status) {
		plan_release(p);
		return -1;
	}
	p->mixed = p->count > 1 && is_mixed(&in);
	p->heaviest = xcalloc(p->count, sizeof *p->heaviest);
	for (size_t i = 0; i < p->count; i++)
		p->heaviest[i] = i;
	qsort_r(p->heaviest, p->count, sizeof *p->heaviest, by_weight,
	    p->range);
	return 0;
}

/* Makes all ranges depend on the whole recording. */
static int
depend_on_all(struct plan *p, const struct recording *r, const struct index *ix)
{
	lookups_start(&p->lookups, r);
	/* Of a recording that only perf can read no records are known. */
	if (r->parts && lookups_of_recording(&p->lookups, r, ix))
		return -1;
	lookups_set_ranges(&p->lookups, p->count);
	for (size_t i = 0; i < p->count; i++) {
		p->range[i].contents = p->recording;
		for (size_t n = 0; n < p->lookups.count; n++)
			lookups_need(&p->lookups, i, n);
	}
	return 0;
}

int
plan_add_contents(struct plan *p, const struct recording *r,
    const struct index *ix, unsigned threads)
{
	struct contents_range *range = xcalloc(p->count, sizeof *range);
	struct digest *digest = xcalloc(p->count, sizeof *digest);
	const struct contents contents = {
		.range = range, .count = p->count, .digest = digest,
		.lookups = &p->lookups,
	};
	bool whole = !p->exact;
	int status;

	for (size_t i = 0; i < p->count; i++) {
		range[i] = range_samples(&p->range[i]);
		whole = whole || p->range[i].whole;
	}
	lookups_release(&p->lookups);
	status = whole ? depend_on_all(p, r, ix) :
			 contents_by_index(r, ix, threads, &contents);
	for (size_t i = 0; !whole && i < p->count; i++)
		p->range[i].contents = digest[i];
	free(digest);
	free(range);
	return status;
}

void
plan_look(struct plan *p, const struct perf_command *command)
{
	found_release(&p->found);
	found_look(&p->found, &p->lookups, command);
}

void
plan_add_keys(
    struct plan *p, const struct digest *identity,
    const struct job_options *options)
{
	for (size_t i = 0; i < p->count; i++) {
		struct range *r = &p->range[i];
		struct digest found = found_of_range(&p->found, &p->lookups, i);

		r->key = key_of(
		    &r->contents, &found, &r->command, identity, options);
	}
}

void
plan_release(struct plan *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->range[i].folder);
		words_release(&p->range[i].command);
	}
	lookups_release(&p->lookups);
	found_release(&p->found);
	free(p->range);
	free(p->heaviest);
	free(p->cutting);
	free(p->command);
	free(p->path);
	*p = (struct plan){ 0 };
}
