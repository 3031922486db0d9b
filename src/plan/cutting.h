/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the times that are wanted of a recording are cut: where an earlier plan
 * cut them as far as that still fits, or else as the options say.
 */
#ifndef PLAN_CUTTING_H
#define PLAN_CUTTING_H

struct split;
struct time_ranges;
struct timeline;

/*
 * Fills an empty list of pieces for each CPU, or one where ranges are of all
 * CPUs.  Returns 0, or -1 with a message when there would be too many.
 */
int cutting_make(const struct split *, const struct timeline *,
    const struct time_ranges *wanted, struct time_ranges *pieces);

#endif
