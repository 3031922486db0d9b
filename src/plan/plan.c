/* SPDX-License-Identifier: GPL-2.0-only */
#include <assert.h>
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "base/quote.h"
#include "perfdata/events.h"
#include "perfdata/features.h"
#include "perfdata/recording.h"
#include "plan/cutting.h"
#include "plan/differences.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "plan/policy.h"
#include "plan/reused_cuts.h"
#include "scan/timeline.h"

/* Everything that a plan is made from. */
struct given {
	const struct plan_options *options;
	enum plan_merging merging;
	const struct perf_command *command;
	const struct recording *recording;
	const struct timeline *timeline;
	struct split split;
};

/*
 * Where ranges begin and end.  The header's sample times are taken in whole
 * microseconds, as perf prints them and as parallel-perf.py reads them; what a
 * scan finds stands in where the header has none.
 */
static struct time_bounds
bounds_of(const struct given *in)
{
	const struct timeline *t = in->timeline;
	struct time_bounds b = { 0 };

	if (recording_header_times(in->recording, &b.percent_first_ns,
		&b.percent_last_ns)) {
		b.first_ns = b.percent_first_ns / 1000 * 1000;
		b.last_ns = b.percent_last_ns / 1000 * 1000;
		return b;
	}
	b.first_ns = t->timed ? t->first_ns : t->side_first_ns;
	b.last_ns = t->timed ? t->last_ns : t->side_last_ns;
	b.percent_first_ns = b.first_ns;
	b.percent_last_ns = b.last_ns;
	return b;
}

/* Writes the value for --time of a range; "" when both ends are open. */
static void
time_option(const struct range *r, char text[2 * NANOSEC_TEXT + 1])
{
	char start[NANOSEC_TEXT] = "", end[NANOSEC_TEXT] = "";

	*text = '\0';
	if (r->open_start && r->open_end)
		return;
	if (!r->open_start)
		nanosec_format(start, r->time.start_ns);
	if (!r->open_end)
		nanosec_format(end, r->time.end_ns);
	snprintf(text, 2 * NANOSEC_TEXT + 1, "%s,%s", start, end);
}

static int
digits(uint64_t n)
{
	return snprintf(NULL, 0, "%" PRIu64, n);
}

/* Names the folder of a range as parallel-perf.py does. */
static char *
folder_of(const struct range *r, uint32_t last_cpu, size_t number, size_t count)
{
	char *cpu = r->cpu < 0 ? xstrdup("") :
	    xasprintf("cpu-%0*d", digits(last_cpu), r->cpu);
	char *folder;

	if (r->open_start && r->open_end)
		return cpu;
	folder = xasprintf("%s%stime-range-%0*zu", cpu, *cpu ? "/" : "",
	    digits(count), number);
	free(cpu);
	return folder;
}

/* Estimates the work of a range, by what lies in it. */
static uint64_t
weigh(const struct given *in, const struct range *r)
{
	const struct contents_range samples = range_samples(r);
	const struct time_range span = { samples.start_ns, samples.end_ns };

	return split_weight(&in->split, in->timeline, samples.cpu, &span);
}

/* Completes a range that knows its CPU and time. */
static void
finish_range(const struct given *in, struct range *r, uint32_t last_cpu,
    size_t number, size_t count)
{
	char time[2 * NANOSEC_TEXT + 1];

	time_option(r, time);
	r->folder = folder_of(r, last_cpu, number, count);
	r->weight = weigh(in, r);
	perf_command_of_range(
	    in->command, r->whole ? NULL : time, r->cpu, &r->command);
	if (in->merging == MERGING_TO_US)
		perf_command_add_ns(in->command, &r->command);
}

/*
 * Says which ends of the whole may be left open, as parallel-perf.py prefers
 * it: those that nobody chose, and those that leave out no sample, were it one
 * before or after what the header says, which is cut to microseconds.
 */
static void
open_ends(const struct given *in, const struct time_ranges *wanted,
    struct time_ranges *pieces)
{
	const struct timeline *t = in->timeline;
	struct time_bounds bounds = bounds_of(in);
	uint64_t start_ns = wanted->range[0].start_ns;
	uint64_t end_ns = wanted->range[wanted->count - 1].end_ns;

	pieces->open_start = start_ns <= bounds.first_ns &&
	    (wanted->open_start || !t->timed || start_ns <= t->first_ns);
	pieces->open_end = end_ns >= bounds.last_ns &&
	    (wanted->open_end || end_ns >= t->last_ns);
}

/* Adds the ranges of one CPU, or of all for a negative one. */
static void
add_ranges(struct plan *p, const struct given *in,
    const struct time_ranges *pieces, int cpu, uint32_t last_cpu)
{
	for (size_t i = 0; i < pieces->count; i++) {
		struct range *r = &p->range[p->count++];
		const struct time_range *piece = &pieces->range[i];

		*r = (struct range){ .cpu = cpu, .time = *piece };
		r->open_start = i == 0 && pieces->open_start;
		r->open_end = i + 1 == pieces->count && pieces->open_end;
		finish_range(in, r, last_cpu, i, pieces->count);
	}
}

/* Adds the one range of a CPU that is not cut by time. */
static void
add_whole(struct plan *p, const struct given *in, int cpu, uint32_t last_cpu)
{
	struct range *r = &p->range[p->count++];

	*r = (struct range){
		.cpu = cpu, .whole = true, .open_start = true, .open_end = true
	};
	finish_range(in, r, last_cpu, 0, 1);
}

/* Makes the ranges out of each CPU's pieces of time, which are its list. */
static int
make_ranges(struct plan *p, const struct given *in,
    const struct time_ranges *pieces)
{
	const struct split *s = &in->split;
	size_t count = 0, lists = split_lists(&in->split);
	uint32_t last = s->per_cpu ? s->cpu[s->cpus - 1] : 0;

	for (size_t i = 0; i < lists; i++)
		count += pieces[i].count ? pieces[i].count : 1;
	if (count > TIME_RANGES_MAX) {
		warnx("this would make %zu ranges, at most %d make sense: ask "
		      "for fewer (-n) or for fewer CPUs (perf script -C)",
		    count, TIME_RANGES_MAX);
		return -1;
	}
	p->range = xcalloc(count, sizeof *p->range);
	for (size_t i = 0; i < lists; i++) {
		int cpu = s->per_cpu ? (int)s->cpu[i] : -1;

		if (pieces[i].count)
			add_ranges(p, in, &pieces[i], cpu, last);
		else
			add_whole(p, in, cpu, last);
	}
	return 0;
}

/* Cuts the wanted times, unless time cannot tell the samples apart. */
static int
cut(struct plan *p, const struct given *in, const struct time_ranges *wanted)
{
	size_t lists = split_lists(&in->split);
	struct time_ranges *pieces = xcalloc(lists, sizeof *pieces);
	int status = 0;

	p->per_cpu = lists > 1;
	p->merging = in->merging;
	if (!p->alone && policy_time(in->recording, in->timeline)) {
		status = cutting_make(&in->split, in->timeline, wanted, pieces);
		for (size_t i = 0; !status && i < lists; i++) {
			open_ends(in, wanted, &pieces[i]);
			assert(time_ranges_rejoin(&pieces[i], wanted));
		}
	}
	if (!status)
		status = make_ranges(p, in, pieces);
	for (size_t i = 0; i < lists; i++)
		time_ranges_release(&pieces[i]);
	free(pieces);
	return status;
}

/*
 * Says whether perf prints a sample of one part of --time after some of a
 * later part, which it leaves as they are and we put in order.
 */
static bool
has_tied_parts(const struct time_ranges *wanted, const struct order *order)
{
	for (size_t i = 1; i < wanted->count; i++)
		if (order_untie(order, wanted->range[i].start_ns) !=
		    wanted->range[i].start_ns)
			return true;
	return false;
}

/* Makes the ranges by time and CPU, as the options have it. */
static int
split(struct plan *p, struct given *in)
{
	struct time_bounds bounds = bounds_of(in);
	struct time_ranges wanted = { 0 };
	uint32_t *cpus = NULL;
	int merging, status = -1;

	if (time_ranges_parse(&wanted, in->command->time, &bounds))
		return -1;
	time_ranges_join(&wanted);
	if (has_tied_parts(&wanted, &in->timeline->order))
		differences_add(p, "this --time",
		    "it prints samples of these parts "
		    "out of the order of their times");
	if (wanted.out_of_order && in->timeline->intel_pt) {
		warnx("perf script --time '%s': of an Intel PT trace perf "
		      "shows nothing from before the first part; put the "
		      "parts in order", in->command->time);
	} else if (!policy_cpus(&in->split, in->command->cpu,
		       in->recording, in->timeline, &cpus, &in->split.cpus)) {
		in->split.cpu = cpus;
		merging = policy_merging(&in->split, in->options, in->command,
		    in->recording, in->timeline);
		in->merging = merging;
		if (merging == MERGING_BY_TIME || merging == MERGING_TO_US)
			differences_of_cpus(p, in->timeline);
		else if (in->options->job.consumer &&
		    split_lists(&in->split) > 1)
			differences_of_consumer(p);
		status = merging < 0 ? -1 : cut(p, in, &wanted);
	}
	free(cpus);
	time_ranges_release(&wanted);
	return status;
}

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
is_exact(const struct given *in)
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
is_mixed(const struct given *in)
{
	const char *consumer = in->options->job.consumer;

	return consumer && !in->options->stateless &&
	    !strstr(consumer, "--event-filter") &&
	    events_mix(&in->recording->events);
}

/* Returns the command with its consumer as text, for free(3). */
static char *
text_of(const struct perf_command *command, const char *consumer)
{
	char *words = quote_shell_words(&command->words), *text;

	text = xasprintf("%s%s%s", words, consumer ? " | " : "",
	    consumer ? consumer : "");
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
	struct given in = {
		.options = &options,
		.command = command,
		.recording = recording,
		.timeline = timeline,
	};
	int status;

	*p = (struct plan){ .recording = timeline->digest };
	p->headers = command->header && !options.job.consumer;
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
	p->command = text_of(command, options.job.consumer);
	p->cutting = policy_cutting(&in.split, options.stateless);
	if (options.reused && !strcmp(options.reused->cutting, p->cutting))
		in.split.reused = options.reused;
	p->cpu_refused = in.split.per_cpu &&
	    !events_accept_cpu(&recording->events);
	if (in.split.per_cpu && timeline_cpu(timeline, EVENT_NO_CPU))
		p->without_cpu =
		    timeline_cpu(timeline, EVENT_NO_CPU)->samples;
	status = split(p, &in);
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
    struct plan *p, const struct digest *identity, const char *consumer)
{
	for (size_t i = 0; i < p->count; i++) {
		struct range *r = &p->range[i];
		struct digest found = found_of_range(&p->found, &p->lookups, i);

		r->key = key_of(
		    &r->contents, &found, &r->command, identity, consumer);
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

uint64_t
range_start(const struct range *r)
{
	return r->open_start ? 0 : r->time.start_ns;
}

uint64_t
range_end(const struct range *r)
{
	return r->open_end ? UINT64_MAX : r->time.end_ns;
}

struct contents_range
range_samples(const struct range *r)
{
	return (struct contents_range){ range_start(r), range_end(r),
		r->cpu < 0 ? EVENT_NO_CPU : (uint32_t)r->cpu };
}

const char *
range_name(const char *folder)
{
	return *folder ? folder : "whole";
}
