/* SPDX-License-Identifier: GPL-2.0-only */
/* Cuts an Intel PT trace by its PSBs, where decoding can start. */
#ifndef PLAN_SPLIT_PSB_H
#define PLAN_SPLIT_PSB_H

#include <stddef.h>
#include <stdint.h>

struct split;
struct time_range;
struct time_ranges;
struct timeline;

/*
 * Cuts the wanted times into a total number of ranges, all with the same number
 * of PSBs, so that a busy CPU has more ranges than an idle one.  Fills an empty
 * list for each CPU, as split_cut() does.  Returns 0, or -1 when there are too
 * few PSBs to be worth it.
 */
int split_by_psb(const struct split *, const struct timeline *,
    const struct time_ranges *wanted, uint64_t ranges,
    struct time_ranges *pieces);

/* Returns the number of PSBs of a CPU, EVENT_NO_CPU for all, in a span. */
size_t split_psb_count(
    const struct timeline *, uint32_t cpu, const struct time_range *);

/* Adds a span of a CPU, divided into at most n pieces with equal PSBs. */
void split_psb_span(const struct timeline *, uint32_t cpu,
    const struct time_range *, uint64_t n, struct time_ranges *pieces);

#endif
