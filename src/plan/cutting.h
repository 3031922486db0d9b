/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cuts the wanted times of a recording: where an earlier plan cut them, as far
 * as that still fits, and otherwise as the options say.
 */
#ifndef PLAN_CUTTING_H
#define PLAN_CUTTING_H

struct split;
struct time_ranges;
struct timeline;

/*
 * Fills an empty list of pieces for each CPU, or a single one when ranges are
 * for all CPUs.  Returns 0, or -1 with a message when there would be too many.
 */
int cutting_make(const struct split *, const struct timeline *,
    const struct time_ranges *wanted, struct time_ranges *pieces);

#endif
