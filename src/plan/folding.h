/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What --fold makes of a perf script command: whether its samples are of several
 * events, and which of them may be counted together before they are printed.
 */
#ifndef PLAN_FOLDING_H
#define PLAN_FOLDING_H

#include <stdbool.h>

struct contents_range;
struct events;
struct fold_options;
struct perf_command;
struct timeline;

/*
 * Says whether perf prints samples of several events, and which: those that it
 * makes of a trace are other ones than are recorded, and the name of a task may
 * look like one.
 */
bool folding_names_several(const struct perf_command *, const struct events *,
    const struct timeline *);

/*
 * Says whether a slice may have one sample for all that are alike
 * (slice/alike.h), with the sum of their periods, and the folded stacks of its
 * range stay the same: perf prints nothing of samples but their task, time,
 * CPU, period, event and stack, and the period is what a stack counts.
 */
bool folding_in_slice(const struct perf_command *, const struct events *,
    const struct contents_range *);

/*
 * Returns what print.so may count together (printer/counted.h): "stacks", or
 * "stacks-of-tasks" where stacks tell the IDs of tasks; NULL for nothing.
 */
const char *folding_in_printer(
    const struct perf_command *, const struct fold_options *);

#endif
