/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cuts of an earlier plan, which are kept where they still fit.  So a
 * recording that has grown, or has lost its oldest samples, or of which other
 * times are wanted, keeps its ranges and their outputs.
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
	uint64_t weight; /* of that range, as from split_weight() */
};

struct reused_cuts {
	char *cutting; /* the options that made them, as in struct plan */
	struct reused_cut *cut; /* sorted by CPU, then by time */
	size_t count, room;
};

/* Adds a cut behind all others; cpu is negative for all CPUs. */
void reused_cuts_add(
    struct reused_cuts *, int cpu, uint64_t start_ns, uint64_t weight);

/* Frees what cuts hold. */
void reused_cuts_release(struct reused_cuts *);

/*
 * Cuts the wanted times where they were cut before, and divides pieces that are
 * both twice as heavy as before and heavier than any piece of a new plan.
 * pieces has that new plan, a list for each CPU, which remains when reused cuts
 * would make very many more pieces, or fewer.  Applied again, it gives the same
 * cuts.
 */
void reused_cuts_apply(const struct split *, const struct timeline *,
    const struct time_ranges *wanted, struct time_ranges *pieces);

#endif
