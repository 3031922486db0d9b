/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cuts a recording in time: into ranges of equal weight or equal length,
 * between timestamps, so that no sample is lost or doubled, and never where
 * perf prints samples out of the order of their times (scan/order.h).
 */
#ifndef PLAN_SPLIT_H
#define PLAN_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/cost.h"
#include "plan/time_ranges.h"

struct reused_cuts;
struct timeline;

/* What ranges have the same amount of. */
enum split_by {
	SPLIT_DEFAULT, /* PSBs of an Intel PT trace, samples otherwise */
	SPLIT_TIME,
	SPLIT_SAMPLES,
	SPLIT_BYTES,
	SPLIT_PSB,
};

/* Returns the value of --split, NULL for the default. */
const char *split_by_name(enum split_by);

struct split {
	enum split_by by;         /* not the default */
	uint64_t ranges;          /* 0 for the best number */
	uint64_t jobs;            /* how many run at a time */
	uint64_t interval_ns;     /* of each range; 0 for none */
	uint64_t min_interval_ns; /* no range should be shorter */
	uint64_t min_size;        /* least PSBs of a range, 0 for the default */
	const uint32_t *cpu;      /* those shown, sorted; NULL for all */
	size_t cpus;
	struct cost_savings savings; /* of each job */
	bool per_cpu; /* each of them has ranges of its own */
	const struct reused_cuts *reused; /* earlier cuts, or NULL */
};

/* Returns the number of lists of ranges: one a CPU, or one for all. */
static inline size_t
split_lists(const struct split *s)
{
	return s->per_cpu ? s->cpus : 1;
}

/*
 * Cuts the wanted times of a recording: fills an empty list for each CPU, or a
 * single one when ranges are for all CPUs.  Returns 0, or -1 with a message
 * when there would be too many.
 */
int split_cut(const struct split *, const struct timeline *,
    const struct time_ranges *wanted, struct time_ranges *pieces);

/* Moves cuts to times before which perf prints all earlier samples first. */
void split_untie(const struct split *, const struct timeline *,
    struct time_ranges *pieces);

/*
 * Estimates the work in a span of a CPU, EVENT_NO_CPU for all: PSBs and samples
 * with a trace, otherwise samples or their bytes.
 */
double split_weight(const struct split *, const struct timeline *,
    uint32_t cpu, const struct time_range *);

/* Adds a span, divided into at most n pieces as the options say. */
void split_span(const struct split *, const struct timeline *, uint32_t cpu,
    const struct time_range *, uint64_t n, struct time_ranges *pieces);

#endif
