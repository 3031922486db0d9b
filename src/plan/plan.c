/* SPDX-License-Identifier: GPL-2.0-only */
#include <assert.h>
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "data/events.h"
#include "data/features.h"
#include "data/recording.h"
#include "data/timeline.h"
#include "plan/cpu_list.h"
#include "plan/perf_command.h"
#include "plan/plan.h"

/* Everything that a plan is made from. */
struct inputs {
	const struct plan_options *options;
	const struct perf_command *command;
	const struct recording *recording;
	const struct timeline *timeline;
	struct program perf;
	struct split split;
};

/*
 * Where ranges begin and end.  The header's sample times are taken in whole
 * microseconds, as perf prints them and as parallel-perf.py reads them; what a
 * scan finds stands in where the header has none.
 */
static struct time_bounds
bounds_of(const struct inputs *in)
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

/*
 * Says whether time can tell the samples apart.  perf shows a sample without
 * a time in the last range only if that is open, and one at time zero in all
 * of them, so that a recording with either stays in one piece.
 */
static bool
can_split_by_time(const struct inputs *in)
{
	const struct timeline *t = in->timeline;
	uint64_t untimed = timeline_untimed(t);

	if (t->trace_bytes && !t->intel_pt) {
		warnx("%s: perf decodes all of its trace whatever the time; it "
		      "is not cut by time", in->recording->name);
		return false;
	}
	if (!untimed)
		return true;
	warnx("%s: %" PRIu64 " of %" PRIu64 " samples have no time; it is not "
	      "cut by time", in->recording->name, untimed, t->samples);
	return false;
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

/* Counts the PSBs and samples of a range of trace. */
static uint64_t
count_points(const struct trace *trace, const struct range *r,
    uint64_t start_ns, uint64_t end_ns)
{
	uint64_t count = 0;

	for (size_t i = trace_point_from(trace, start_ns);
	    i < trace->points && trace->point[i].time_ns <= end_ns; i++)
		if (r->cpu < 0 || trace->point[i].cpu == (uint32_t)r->cpu)
			count++;
	return count;
}

/* Estimates the work of a range, by what lies in it. */
static uint64_t
weigh(const struct inputs *in, const struct range *r)
{
	const struct timeline *t = in->timeline;
	const struct cpu_samples *cpu = r->cpu < 0 ? NULL :
	    timeline_cpu(t, r->cpu);
	const struct density *density = cpu ? &cpu->density : &t->density;
	uint64_t start_ns = r->open_start ? 0 : r->time.start_ns;
	uint64_t end_ns = r->open_end ? UINT64_MAX : r->time.end_ns;

	if (t->trace.points)
		return count_points(&t->trace, r, start_ns, end_ns);
	if (r->cpu >= 0 && !cpu)
		return 0;
	return density_between(density, in->split.by == SPLIT_SAMPLES ?
	    DENSITY_SAMPLES : DENSITY_BYTES, start_ns, end_ns);
}

/* Completes a range that knows its CPU and time. */
static void
finish_range(const struct inputs *in, struct range *r, uint32_t last_cpu,
    size_t number, size_t count)
{
	char time[2 * NANOSEC_TEXT + 1];

	time_option(r, time);
	r->folder = folder_of(r, last_cpu, number, count);
	r->weight = weigh(in, r);
	perf_command_of_range(
	    in->command, r->whole ? NULL : time, r->cpu, &r->command);
	r->key = key_of(&in->timeline->digest, &r->command, &in->perf,
	    in->options->consumer);
}

/*
 * Says which ends of the whole may be left open, as parallel-perf.py prefers
 * it: those that nobody chose, and those that leave out no sample, were it one
 * before or after what the header says, which is cut to microseconds.
 */
static void
open_ends(const struct inputs *in, const struct time_ranges *wanted,
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
add_ranges(struct plan *p, const struct inputs *in,
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
add_whole(struct plan *p, const struct inputs *in, int cpu, uint32_t last_cpu)
{
	struct range *r = &p->range[p->count++];

	*r = (struct range){
		.cpu = cpu, .whole = true, .open_start = true, .open_end = true
	};
	finish_range(in, r, last_cpu, 0, 1);
}

/* Returns the highest number of a CPU that a sample names, 0 for none. */
static uint32_t
highest_cpu(const struct timeline *t)
{
	uint32_t highest = 0;

	for (uint32_t i = 0; i < t->cpus; i++)
		if (t->cpu[i].cpu != EVENT_NO_CPU)
			highest = t->cpu[i].cpu;
	return highest;
}

/*
 * Gives the CPUs that are shown, for free(3), and their number; NULL stands
 * for all, where it does not matter which.
 */
static int
choose_cpus(const struct inputs *in, uint32_t **cpus, size_t *count)
{
	const struct timeline *t = in->timeline;
	uint32_t available = recording_cpus_available(in->recording);

	*cpus = NULL;
	*count = 0;
	if (!in->options->per_cpu &&
	    (in->split.by != SPLIT_PSB || in->split.ranges == 1 ||
		!in->command->cpu))
		return 0;
	/* The header is not believed where samples know of more. */
	if (available <= highest_cpu(t))
		available = highest_cpu(t) + 1;
	if (available > TIME_RANGES_MAX) {
		warnx("%s: its header speaks of %u CPUs, at most %d make sense",
		    in->recording->name, available, TIME_RANGES_MAX);
		return -1;
	}
	*cpus = cpu_list_parse(in->command->cpu, available, count);
	return *cpus ? 0 : -1;
}

/* Makes the ranges out of each CPU's pieces of time, which are its list. */
static int
make_ranges(struct plan *p, const struct inputs *in,
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
	p->per_cpu = lists > 1;
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
cut(struct plan *p, const struct inputs *in, const struct time_ranges *wanted)
{
	size_t lists = split_lists(&in->split);
	struct time_ranges *pieces = xcalloc(lists, sizeof *pieces);
	int status = 0;

	if (can_split_by_time(in)) {
		status = split_make(&in->split, in->timeline, wanted, pieces);
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

/* Makes the ranges by time and CPU, as the options have it. */
static int
split(struct plan *p, struct inputs *in)
{
	struct time_bounds bounds = bounds_of(in);
	struct time_ranges wanted = { 0 };
	uint32_t *cpus = NULL;
	int status = -1;

	if (time_ranges_parse(&wanted, in->command->time, &bounds))
		return -1;
	time_ranges_join(&wanted);
	if (wanted.out_of_order && in->timeline->intel_pt) {
		warnx("perf script --time '%s': of an Intel PT trace perf "
		      "shows nothing from before the first part; put the "
		      "parts in order", in->command->time);
	} else if (!choose_cpus(in, &cpus, &in->split.cpus)) {
		in->split.cpu = cpus;
		status = cut(p, in, &wanted);
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

/* Says whether perf takes --cpu, and that can tell all samples apart. */
static bool
has_cpus(const struct recording *r, const struct timeline *t)
{
	return r->layout != RECORDING_PIPE && recording_cpus_available(r) > 0 &&
	    events_accept_cpu(&r->events) &&
	    r->events.event[0].layout.sample_cpu &&
	    !timeline_cpu(t, EVENT_NO_CPU);
}

/*
 * Chooses what the options leave open.  A trace is decoded CPU by CPU, so that
 * each CPU is worth ranges of its own; of other traces than Intel PT perf
 * decodes everything whatever the time, and only --cpu makes a range smaller.
 */
static int
choose_split(struct inputs *in, struct plan_options *options)
{
	const struct timeline *t = in->timeline;
	bool has_psbs = t->intel_pt && !t->trace.unusable;
	enum split_by by = options->split;

	if (by == SPLIT_PSB && !has_psbs) {
		warnx("%s: --split=psb: %s; take another --split",
		    in->recording->name, !t->intel_pt ?
		    "it has no Intel PT trace" : t->trace.unusable);
		return -1;
	}
	if (options->per_cpu && in->recording->layout == RECORDING_PIPE) {
		warnx("%s: perf takes no --cpu for what was recorded into a "
		      "pipe; cut it by time, without -c", in->recording->name);
		return -1;
	}
	if (by == SPLIT_DEFAULT)
		by = options->interval_ns ? SPLIT_TIME :
		    has_psbs && t->trace_bytes ? SPLIT_PSB :
						 SPLIT_SAMPLES;
	if (t->trace_bytes && !options->no_per_cpu &&
	    has_cpus(in->recording, t))
		options->per_cpu = true;
	in->split = (struct split){
		.by = by,
		.ranges = options->ranges,
		.jobs = options->jobs,
		.interval_ns = options->interval_ns,
		.min_interval_ns = options->min_interval_ns,
		.min_size = options->min_size,
		.per_cpu = options->per_cpu,
	};
	return 0;
}

int
plan_make(struct plan *p, const struct plan_options *options,
    const struct perf_command *command, const struct recording *recording,
    const struct timeline *timeline)
{
	struct plan_options chosen = *options;
	struct inputs in = {
		.options = &chosen,
		.command = command,
		.recording = recording,
		.timeline = timeline,
	};
	int status;

	*p = (struct plan){ .recording = timeline->digest };
	if (timeline->trace_bytes && !perf_command_traces_by_time(command))
		p->differs = "how a trace is decoded depends on where that "
			     "starts";
	if (choose_split(&in, &chosen) ||
	    program_find(&in.perf, command->words.word[0]))
		return -1;
	if (chosen.per_cpu && timeline_cpu(timeline, EVENT_NO_CPU))
		p->without_cpu =
		    timeline_cpu(timeline, EVENT_NO_CPU)->samples;
	status = split(p, &in);
	free(in.perf.path);
	if (status)
		return -1;
	p->heaviest = xcalloc(p->count, sizeof *p->heaviest);
	for (size_t i = 0; i < p->count; i++)
		p->heaviest[i] = i;
	qsort_r(p->heaviest, p->count, sizeof *p->heaviest, by_weight,
	    p->range);
	return 0;
}

void
plan_release(struct plan *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->range[i].folder);
		words_release(&p->range[i].command);
	}
	free(p->range);
	free(p->heaviest);
	*p = (struct plan){ 0 };
}

const char *
range_name(const char *folder)
{
	return *folder ? folder : "whole";
}
