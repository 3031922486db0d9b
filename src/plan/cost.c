/* SPDX-License-Identifier: GPL-2.0-only */
#include <math.h>

#include "plan/cost.h"
#include "scan/timeline.h"

/* In seconds, of a recent x86 core; ratios matter, not the figures. */
#define START_SLICE 0.026   /* of perf, with a slice and picked symbols */
#define START 0.08          /* of perf, with all symbols of the kernel */
#define LEARN 0.02          /* until print.so has seen enough samples */
#define SKIP_BYTE 0.9e-9    /* of a record that is skipped or inflated */
#define SAMPLE_BYTE 28e-9   /* of samples that are */
#define TRACE_BYTE 1000e-9  /* of Intel PT; twice that where code is dense */
#define BY_PRINTER 0.42     /* what is left of it where print.so prints */
#define BY_COUNTING 0.2     /* and where it counts stacks */

/* What of T(n) depends on n, in the terms of the header. */
static double
time_of(double n, double jobs, double fixed, double work)
{
	return n * fixed / jobs + work / n;
}

/* Returns F for a job. */
static double
fixed_cost(const struct timeline *t, struct cost_savings savings)
{
	double pass = SKIP_BYTE * (t->sample_bytes + t->side_bytes);
	double learn = savings.printed ? LEARN : 0;

	if (!savings.sliced || t->index.flaws)
		return learn + START + pass;
	return learn + START_SLICE + (t->index.inflated ? pass : 0);
}

/* Returns which part of the work is left. */
static double
part_left(struct cost_savings savings)
{
	return !savings.printed ? 1 : savings.counted ? BY_COUNTING :
	    BY_PRINTER;
}

uint64_t
cost_ranges(const struct timeline *t, struct cost_savings savings,
    double share, uint64_t jobs)
{
	double fixed = fixed_cost(t, savings);
	double work = share * (SAMPLE_BYTE * t->sample_bytes +
	    TRACE_BYTE * t->trace_bytes) * part_left(savings);
	double best = sqrt(work * jobs / fixed), more;

	if (best < jobs) {
		best = fmin(jobs, work / fixed);
		return best < 1 ? 1 : best;
	}
	/* All jobs shall have the same number of ranges to do. */
	best = floor(best / jobs) * jobs;
	more = best + jobs;
	return time_of(more, jobs, fixed, work) <
		time_of(best, jobs, fixed, work) ? more : best;
}
