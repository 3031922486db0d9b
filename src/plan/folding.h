/* SPDX-License-Identifier: GPL-2.0-only */
/* What --fold makes of a perf script command. */
#ifndef PLAN_FOLDING_H
#define PLAN_FOLDING_H

#include <stdbool.h>

struct contents_range;
struct events;
struct fold_options;
struct perf_command;

/*
 * Says whether folded stacks stay the same when one sample, with the sum of
 * their periods, stands for all samples of a range that are alike
 * (slice/alike.h): perf prints nothing of them but their task, time, CPU,
 * period, event and stack, and the period decides how much a stack counts.
 */
bool folding_counts(const struct perf_command *, const struct events *,
    const struct contents_range *);

/*
 * Returns how print.so may count samples for folded stacks (printer/counted.h):
 * "stacks", or "stacks-of-tasks" where these tell the numbers of tasks; or
 * NULL where it must print them all.
 */
const char *folding_printed(
    const struct perf_command *, const struct fold_options *);

#endif
