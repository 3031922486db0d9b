/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a recording is to be cut: what the options say, what they leave open,
 * and what the recording allows.
 */
#ifndef PLAN_POLICY_H
#define PLAN_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"

struct perf_command;
struct plan_options;
struct recording;
struct split;
struct timeline;

/*
 * Chooses what the options leave open; CPUs and earlier cuts are not among it.
 * Returns 0, or -1 with a message when options and recording do not go
 * together.
 */
int policy_split(struct split *, const struct plan_options *,
    const struct recording *, const struct timeline *);

/* Says whether time can tell the samples apart; if not, prints why. */
bool policy_time(const struct recording *, const struct timeline *);

/*
 * Gives the CPUs that are shown when perf is asked for some (NULL for all),
 * for free(3), and their number; NULL stands for all, where it does not matter
 * which.  Returns 0, or -1 with a message.
 */
int policy_cpus(const struct split *, const char *asked,
    const struct recording *, const struct timeline *, uint32_t **cpus,
    size_t *count);

/*
 * Says how outputs become one: those of several CPUs or of a trace by time,
 * unless they are not perf's own any more.  Returns an enum plan_merging, or -1
 * with a message when they are to be merged but have no time.
 */
int policy_merging(const struct split *, const struct plan_options *,
    const struct perf_command *, const struct recording *,
    const struct timeline *);

/*
 * Returns the options by which a recording is cut, with --stateless if it is
 * given, as text for free(3).
 */
char *policy_cutting(const struct split *, bool stateless);

#endif
