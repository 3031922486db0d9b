/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decides how to cut a recording: by the options, and where they leave it open,
 * by what suits the recording.
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
 * Decides what the options leave open, except CPUs and earlier cuts.  Returns
 * 0, or -1 with a message when the options do not fit the recording.
 */
int policy_split(struct split *, const struct plan_options *,
    const struct recording *, const struct timeline *);

/*
 * Checks that samples can be selected by time.  Returns false with a message.
 */
bool policy_time(const struct recording *, const struct timeline *);

/*
 * Gives the CPUs that perf shows for this value of --cpu, NULL for all, in an
 * array for free(3), and their number.  *cpus is NULL for all CPUs when it does
 * not matter which there are.  Returns 0, or -1 with a message.
 */
int policy_cpus(const struct split *, const char *asked,
    const struct recording *, const struct timeline *, uint32_t **cpus,
    size_t *count);

/*
 * Returns how outputs are merged, an enum plan_merging: those of several CPUs
 * or of a trace by time, unless a consumer has changed them.  Returns -1 with a
 * message when they must be merged by time but have none.
 */
int policy_merging(const struct split *, const struct plan_options *,
    const struct perf_command *, const struct recording *,
    const struct timeline *);

/*
 * Returns the options by which a recording is cut, including --stateless if it
 * is given, as a text for free(3).
 */
char *policy_cutting(const struct split *, bool stateless);

#endif
