/* SPDX-License-Identifier: GPL-2.0-only */
#include <math.h>

#include "base/alloc.h"
#include "perfdata/events.h"
#include "plan/cost.h"
#include "plan/split.h"
#include "plan/split_psb.h"
#include "scan/timeline.h"

/* Everything that a cut is made from. */
struct given {
	const struct split *split;
	const struct timeline *timeline;
	const struct time_ranges *wanted;
};

const char *
split_by_name(enum split_by by)
{
	static const char *const name[] = {
		[SPLIT_TIME] = "time",
		[SPLIT_SAMPLES] = "samples",
		[SPLIT_BYTES] = "bytes",
		[SPLIT_PSB] = "psb",
	};

	return name[by];
}

static enum density_measure
measure_of(const struct split *s)
{
	return s->by == SPLIT_BYTES ? DENSITY_BYTES : DENSITY_SAMPLES;
}

/* Returns how much of a density is wanted. */
static double
amount_of(const struct given *in, const struct density *d)
{
	const struct time_ranges *wanted = in->wanted;
	double all = 0;

	for (size_t i = 0; i < wanted->count; i++)
		all += density_between(d, measure_of(in->split),
		    wanted->range[i].start_ns, wanted->range[i].end_ns);
	return all;
}

/* Returns which part of the time is wanted. */
static double
time_share(const struct given *in)
{
	const struct time_ranges *w = in->wanted;
	const struct timeline *t = in->timeline;
	uint64_t first_ns = t->timed ? t->first_ns : t->side_first_ns;
	uint64_t last_ns = t->timed ? t->last_ns : t->side_last_ns;
	double all = last_ns - first_ns + 1.0, sum = 0;

	for (size_t i = 0; i < w->count; i++)
		sum += w->range[i].end_ns - w->range[i].start_ns + 1.0;
	return sum < all ? sum / all : 1;
}

/* Returns how many ranges are asked for, or worth it for so much of all. */
static uint64_t
ranges_of(const struct given *in, double share)
{
	const struct split *s = in->split;

	if (s->ranges)
		return s->ranges;
	return cost_ranges(in->timeline, s->savings, share, s->jobs);
}

/* Cuts a span of time into n pieces that hold the same of what is measured. */
static void
cut_evenly(struct time_ranges *pieces, const struct time_range *span,
    const struct density *d, enum density_measure measure, uint64_t n,
    uint64_t min_ns)
{
	uint64_t start_ns = span->start_ns, end_ns;
	double all = density_between(d, measure, start_ns, span->end_ns);

	for (uint64_t i = 1; i < n; i++) {
		end_ns = density_reaches(
		    d, measure, span->start_ns, ceil(all * i / n));
		if (end_ns >= span->end_ns)
			break;
		if (end_ns < start_ns || end_ns - start_ns + 1 < min_ns)
			continue;
		time_ranges_add(pieces, start_ns, end_ns);
		start_ns = end_ns + 1;
	}
	if (pieces->count && span->end_ns - start_ns + 1 < min_ns &&
	    start_ns > span->start_ns)
		pieces->range[pieces->count - 1].end_ns = span->end_ns;
	else
		time_ranges_add(pieces, start_ns, span->end_ns);
}

/*
 * Cuts by samples or bytes, those of one CPU or of all.  As many ranges as are
 * worth it are so for all CPUs together.
 */
static void
cut_by_density(const struct given *in, const struct density *d,
    struct time_ranges *pieces)
{
	const struct split *s = in->split;
	const struct density *every = &in->timeline->density;
	enum density_measure measure = measure_of(s);
	double all = density_between(every, measure, 0, UINT64_MAX);
	double wanted = amount_of(in, every), own = amount_of(in, d), here;
	double ranges = ranges_of(in, all > 0 ? wanted / all : 1);

	if (!s->ranges && wanted > 0)
		ranges *= own / wanted;
	for (size_t i = 0; i < in->wanted->count; i++) {
		const struct time_range *span = &in->wanted->range[i];

		here = density_between(
		    d, measure, span->start_ns, span->end_ns);
		cut_evenly(pieces, span, d, measure,
		    own > 0 ? rint(ranges * here / own) : 1,
		    s->min_interval_ns);
	}
}

/* Returns the density of a CPU's samples, an empty one when it has none. */
static const struct density *
density_of(const struct timeline *t, uint32_t number)
{
	static const struct density none;
	const struct cpu_samples *cpu;

	if (number == EVENT_NO_CPU)
		return &t->density;
	cpu = timeline_cpu(t, number);
	return cpu ? &cpu->density : &none;
}

/*
 * Moves cuts off the knots, and gives up those that find no place, or none
 * that leaves ranges as long as they should be.
 */
static void
untie(struct time_ranges *pieces, const struct order *order, uint64_t min_ns)
{
	struct time_range *last = pieces->range;

	for (size_t i = 1; i < pieces->count; i++) {
		struct time_range next = pieces->range[i];
		uint64_t start_ns = order_untie(order, next.start_ns);
		bool moved = start_ns != next.start_ns;

		if (last->end_ns + 1 != next.start_ns) {
			*++last = next; /* nobody wants what is between */
			continue;
		}
		if (start_ns <= last->start_ns || start_ns > next.end_ns ||
		    (moved && (start_ns - last->start_ns < min_ns ||
			next.end_ns - start_ns + 1 < min_ns))) {
			last->end_ns = next.end_ns;
			continue;
		}
		last->end_ns = start_ns - 1;
		next.start_ns = start_ns;
		*++last = next;
	}
	pieces->count = last - pieces->range + 1;
}

/* Cuts into the same times for each CPU. */
static int
cut_by_time(const struct given *in, struct time_ranges *pieces)
{
	const struct split *s = in->split;
	uint64_t n = s->ranges;

	if (s->interval_ns)
		return time_ranges_by_interval(
		    pieces, in->wanted, s->interval_ns);
	if (!n)
		n = s->per_cpu ? 1 : s->by == SPLIT_TIME ? s->jobs :
		    ranges_of(in, time_share(in));
	return time_ranges_into(pieces, in->wanted, n, s->min_interval_ns);
}

/* Cuts by what the options name. */
static int
cut(const struct given *in, struct time_ranges *pieces)
{
	enum split_by by = in->split->by;

	if (by == SPLIT_PSB && !split_by_psb(in->split, in->timeline,
		in->wanted, ranges_of(in, time_share(in)), pieces))
		return 0;
	/* Where PSBs are few, the samples that carry them say more. */
	if (by == SPLIT_PSB && in->timeline->trace.in_samples)
		by = SPLIT_SAMPLES;
	for (size_t i = 0; i < split_lists(in->split); i++) {
		if (by == SPLIT_SAMPLES || by == SPLIT_BYTES)
			cut_by_density(in, density_of(in->timeline,
			    in->split->per_cpu ? in->split->cpu[i] :
						 EVENT_NO_CPU), &pieces[i]);
		else if (cut_by_time(in, &pieces[i]))
			return -1;
	}
	return 0;
}

int
split_cut(const struct split *split, const struct timeline *timeline,
    const struct time_ranges *wanted, struct time_ranges *pieces)
{
	const struct given in = { split, timeline, wanted };
	int status = cut(&in, pieces);

	for (size_t i = 0; status && i < split_lists(split); i++)
		time_ranges_release(&pieces[i]);
	return status;
}

void
split_untie(const struct split *split, const struct timeline *timeline,
    struct time_ranges *pieces)
{
	for (size_t i = 0; i < split_lists(split); i++)
		untie(&pieces[i], &timeline->order, split->min_interval_ns);
}

double
split_weight(const struct split *s, const struct timeline *t, uint32_t cpu,
    const struct time_range *span)
{
	if (t->trace.points)
		return split_psb_count(t, cpu, span);
	return density_between(density_of(t, cpu), s->by == SPLIT_SAMPLES ?
	    DENSITY_SAMPLES : DENSITY_BYTES, span->start_ns, span->end_ns);
}

void
split_span(const struct split *s, const struct timeline *t, uint32_t cpu,
    const struct time_range *span, uint64_t n, struct time_ranges *pieces)
{
	struct time_range whole = *span;
	const struct time_ranges one = { .range = &whole, .count = 1 };

	if (s->by == SPLIT_PSB)
		split_psb_span(t, cpu, span, n, pieces);
	else if (s->by == SPLIT_TIME)
		time_ranges_by_interval(
		    pieces, &one, (span->end_ns - span->start_ns + 1.0) / n);
	else
		cut_evenly(pieces, span, density_of(t, cpu), measure_of(s), n,
		    s->min_interval_ns);
}
