/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ranges of a plan: from when to when each is and on which CPU, what its
 * folder is called, which work it is and which command it has.
 */
#ifndef PLAN_RANGES_H
#define PLAN_RANGES_H

#include "plan/plan.h"
#include "plan/split.h"

struct perf_command;
struct recording;
struct timeline;

/* Everything that a plan is made from. */
struct plan_source {
	const struct plan_options *options;
	const struct perf_command *command;
	const struct recording *recording;
	const struct timeline *timeline;
	struct split split;        /* the CPUs are found with the ranges, */
	enum plan_merging merging; /* and so is this */
};

/*
 * Makes the ranges of a plan by time and CPU, as the options have it, and notes
 * why they may not add up.  Returns 0, or -1 with a message.
 */
int ranges_make(struct plan *, const struct plan_source *);

#endif
