/* SPDX-License-Identifier: GPL-2.0-only */
#include <assert.h>
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "perfdata/events.h"
#include "perfdata/features.h"
#include "plan/cutting.h"
#include "plan/differences.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "plan/policy.h"
#include "plan/ranges.h"
#include "scan/timeline.h"

/*
 * Where ranges begin and end.  The header's sample times are taken in whole
 * microseconds, as perf prints them and as parallel-perf.py reads them; what a
 * scan finds stands in where the header has none.
 */
static struct time_bounds
bounds_of(const struct plan_source *in)
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
weigh(const struct plan_source *in, const struct range *r)
{
	const struct contents_range samples = range_samples(r);
	const struct time_range span = { samples.start_ns, samples.end_ns };

	return split_weight(&in->split, in->timeline, samples.cpu, &span);
}

/* Completes a range that knows its CPU and time. */
static void
finish_range(const struct plan_source *in, struct range *r, uint32_t last_cpu,
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
open_ends(const struct plan_source *in, const struct time_ranges *wanted,
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
add_ranges(struct plan *p, const struct plan_source *in,
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
add_whole(
    struct plan *p, const struct plan_source *in, int cpu, uint32_t last_cpu)
{
	struct range *r = &p->range[p->count++];

	*r = (struct range){
		.cpu = cpu, .whole = true, .open_start = true, .open_end = true
	};
	finish_range(in, r, last_cpu, 0, 1);
}

/* Makes the ranges out of each CPU's pieces of time, which are its list. */
static int
make_ranges(struct plan *p, const struct plan_source *in,
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
cut(struct plan *p, const struct plan_source *in,
    const struct time_ranges *wanted)
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

/* Finds how outputs become one, and notes what that leaves different. */
static int
find_merging(struct plan *p, struct plan_source *in)
{
	int merging = policy_merging(&in->split, in->options, in->command,
	    in->recording, in->timeline);

	in->merging = merging;
	if (merging == MERGING_BY_TIME || merging == MERGING_TO_US)
		differences_of_cpus(p, in->timeline);
	else if (in->options->job.consumer && split_lists(&in->split) > 1)
		differences_of_consumer(p);
	return merging < 0 ? -1 : 0;
}

int
ranges_make(struct plan *p, const struct plan_source *source)
{
	struct plan_source in = *source;
	struct time_bounds bounds = bounds_of(&in);
	struct time_ranges wanted = { 0 };
	uint32_t *cpus = NULL;
	int status = -1;

	if (time_ranges_parse(&wanted, in.command->time, &bounds))
		return -1;
	time_ranges_join(&wanted);
	if (has_tied_parts(&wanted, &in.timeline->order))
		differences_add(p, "this --time",
		    "it prints samples of these parts "
		    "out of the order of their times");
	if (wanted.out_of_order && in.timeline->intel_pt) {
		warnx("perf script --time '%s': of an Intel PT trace perf "
		      "shows nothing from before the first part; put the "
		      "parts in order", in.command->time);
	} else if (!policy_cpus(&in.split, in.command->cpu, in.recording,
		       in.timeline, &cpus, &in.split.cpus)) {
		in.split.cpu = cpus;
		if (!find_merging(p, &in))
			status = cut(p, &in, &wanted);
	}
	free(cpus);
	time_ranges_release(&wanted);
	return status;
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
