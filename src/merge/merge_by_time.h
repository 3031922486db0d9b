/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Merges the outputs of several CPUs by the times of their samples; equal times
 * in the order of the CPUs, as perf prints them.  Only a few pages of each
 * output are in memory at a time.
 */
#ifndef MERGE_MERGE_BY_TIME_H
#define MERGE_MERGE_BY_TIME_H

#include <stdbool.h>
#include <stdio.h>

struct saved_plan;

/*
 * Merges the outputs of a plan, whose ranges are sorted by CPU, then by time,
 * into a stream.  as_us leaves out the last three of nine decimals, as perf
 * script does without --ns.  Returns 0, or -1 with a message; an error of the
 * stream has no message, ferror(3) tells it.
 */
int merge_by_time(
    const char *dir, const struct saved_plan *, bool as_us, FILE *);

#endif
