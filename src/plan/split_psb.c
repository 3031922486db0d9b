/* SPDX-License-Identifier: GPL-2.0-only */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "perfdata/events.h"
#include "plan/split.h"
#include "plan/split_psb.h"
#include "scan/timeline.h"

/* Without -b; fewer PSBs are not worth a range of their own. */
enum { MIN_SIZE = 64 };

/* Everything that a cut is made from. */
struct inputs {
	const struct split *split;
	const struct timeline *timeline;
	const struct time_ranges *wanted;
};

/* Says which list a point of the trace counts for; -1 for none. */
static long
list_of(const struct inputs *in, const struct trace_point *point)
{
	const struct split *s = in->split;
	const struct time_ranges *wanted = in->wanted;
	size_t i = 0;

	if (point->cpu == EVENT_NO_CPU)
		return -1;
	while (i < wanted->count && wanted->range[i].end_ns < point->time_ns)
		i++;
	if (i == wanted->count || wanted->range[i].start_ns > point->time_ns)
		return -1;
	for (i = 0; s->cpu && i < s->cpus; i++)
		if (s->cpu[i] == point->cpu)
			return s->per_cpu ? (long)i : 0;
	return s->cpu ? -1 : 0;
}

/* Counts the points of each list; returns how many there are in all. */
static size_t
count_points(const struct inputs *in, size_t *count)
{
	const struct trace *trace = &in->timeline->trace;
	size_t all = 0;

	for (size_t i = 0; i < trace->points; i++) {
		long list = list_of(in, &trace->point[i]);

		if (list < 0)
			continue;
		count[list]++;
		all++;
	}
	return all;
}

/* What is left to be counted of a list until its next range starts. */
struct countdown {
	size_t each; /* points of a range */
	size_t here; /* left of this one */
	size_t left; /* left of the list */
	uint64_t start_ns;
};

/* Adds a range, without the times in it that nobody wants. */
static void
add_wanted(const struct inputs *in, struct time_ranges *pieces,
    uint64_t start_ns, uint64_t end_ns)
{
	for (size_t i = 0; i < in->wanted->count; i++) {
		const struct time_range *w = &in->wanted->range[i];
		uint64_t from = w->start_ns > start_ns ? w->start_ns : start_ns;
		uint64_t to = w->end_ns < end_ns ? w->end_ns : end_ns;

		if (from <= to)
			time_ranges_add(pieces, from, to);
	}
}

/* Cuts each list behind every so many points. */
static void
cut_at_points(const struct inputs *in, struct countdown *down,
    struct time_ranges *pieces)
{
	const struct trace *trace = &in->timeline->trace;

	for (size_t i = 0; i < trace->points; i++) {
		const struct trace_point *point = &trace->point[i];
		long list = list_of(in, point);
		struct countdown *d = &down[list < 0 ? 0 : list];

		if (list < 0)
			continue;
		if (d->here)
			d->here--;
		/* Never between points of the same time. */
		if (--d->left && !d->here && point->time_ns > d->start_ns) {
			add_wanted(in, &pieces[list], d->start_ns,
			    point->time_ns - 1);
			d->start_ns = point->time_ns;
			d->here = d->each;
		}
	}
}

static size_t
largest(const size_t *count, size_t n)
{
	size_t most = 0;

	for (size_t i = 0; i < n; i++)
		if (count[i] > most)
			most = count[i];
	return most;
}

int
split_by_psb(const struct split *s, const struct timeline *timeline,
    const struct time_ranges *wanted, uint64_t ranges,
    struct time_ranges *pieces)
{
	const struct inputs in = { s, timeline, wanted };
	uint64_t least = s->min_size ? s->min_size : MIN_SIZE;
	size_t lists = split_lists(s), all;
	size_t *count = xcalloc(lists, sizeof *count);
	struct countdown *down = xcalloc(lists, sizeof *down);
	double each;

	if (!s->ranges && ranges < s->jobs)
		ranges = s->jobs;
	all = count_points(&in, count);
	if (largest(count, lists) < least) {
		free(count);
		free(down);
		return -1;
	}
	each = rint((double)all / ranges);
	if (each < (s->ranges ? 1 : least))
		each = s->ranges ? 1 : least;
	for (size_t i = 0; i < lists; i++) {
		double n = fmax(1, rint(count[i] / each));

		down[i].each = down[i].here = ceil(count[i] / n);
		down[i].left = count[i];
		down[i].start_ns = wanted->range[0].start_ns;
	}
	cut_at_points(&in, down, pieces);
	for (size_t i = 0; i < lists; i++)
		add_wanted(&in, &pieces[i], down[i].start_ns,
		    wanted->range[wanted->count - 1].end_ns);
	free(count);
	free(down);
	return 0;
}

size_t
split_psb_count(const struct timeline *t, uint32_t cpu,
    const struct time_range *span)
{
	const struct trace *trace = &t->trace;
	size_t count = 0;

	for (size_t i = trace_point_from(trace, span->start_ns);
	    i < trace->points && trace->point[i].time_ns <= span->end_ns; i++)
		count += cpu == EVENT_NO_CPU || trace->point[i].cpu == cpu;
	return count;
}

void
split_psb_span(const struct timeline *t, uint32_t cpu,
    const struct time_range *span, uint64_t n, struct time_ranges *pieces)
{
	const struct trace *trace = &t->trace;
	size_t each = split_psb_count(t, cpu, span) / n + 1, here = 0;
	uint64_t start_ns = span->start_ns;

	for (size_t i = trace_point_from(trace, start_ns);
	    i < trace->points && trace->point[i].time_ns <= span->end_ns; i++) {
		const struct trace_point *point = &trace->point[i];

		if ((cpu != EVENT_NO_CPU && point->cpu != cpu) ||
		    here++ < each || point->time_ns == start_ns)
			continue;
		time_ranges_add(pieces, start_ns, point->time_ns - 1);
		start_ns = point->time_ns;
		here = 1;
	}
	time_ranges_add(pieces, start_ns, span->end_ns);
}
