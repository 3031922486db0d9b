/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cuts of an earlier plan, kept where they still fit, so that a recording
 * that has grown, or lost what was oldest, or of which other times are asked
 * for, has the ranges that it had, and their outputs.
 */
#ifndef PLAN_REUSED_CUTS_H
#define PLAN_REUSED_CUTS_H

#include <stddef.h>
#include <stdint.h>

struct split;
struct time_ranges;
struct timeline;

/* A range of an earlier plan. */
struct reused_cut {
	uint32_t cpu; /* EVENT_NO_CPU for all */
	uint64_t start_ns;
	uint64_t weight; /* that it had, as split_weight() has it */
};

struct reused_cuts {
	char *cutting; /* the options they were made by, as in struct plan */
	struct reused_cut *cut; /* sorted by CPU, then by time */
	size_t count, room;
};

/* Adds a cut behind all others; cpu is negative for all CPUs. */
void reused_cuts_add(
    struct reused_cuts *, int cpu, uint64_t start_ns, uint64_t weight);

/* Frees what cuts hold. */
void reused_cuts_release(struct reused_cuts *);

/*
 * Cuts the wanted times where they were cut, and into more pieces what has
 * become twice as heavy as it was and as any piece of a plan without a past.
 * pieces are those of such a plan, a list for each CPU; they stay when the
 * others would be very many more, or fewer.  Kept once more, cuts are the same.
 */
void reused_cuts_apply(const struct split *, const struct timeline *,
    const struct time_ranges *wanted, struct time_ranges *pieces);

#endif
