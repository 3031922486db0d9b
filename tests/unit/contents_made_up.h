/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recordings that are made up and changed at random.  All times differ, and
 * no record comes after its time was printed: perf writes what the CPUs have
 * one after the other in each round, and none of it is older than the round
 * before.
 */
#ifndef UNIT_CONTENTS_MADE_UP_H
#define UNIT_CONTENTS_MADE_UP_H

#include <stdbool.h>

#include "unit/contents_world.h"
#include "unit/random.h"

/* Processes that are there from the start, and with those that they fork. */
enum { FIRST_PIDS = 5, PIDS = 12, APART = 8, MADE_UP_MAX = 40 };

/* What is made up next. */
struct making {
	uint64_t *seed;
	bool in_order; /* also within a round */
	uint32_t pids; /* so far */
	uint64_t time_ns;
};

struct step random_step(struct making *m);

/* Makes up a recording; what comes first has no time. */
size_t make_up(struct making *m, struct step step[STEPS_MAX]);

/* Makes one change at random, after which it is still such a recording. */
struct edit random_edit(struct making *m, const struct step *step,
    size_t steps);

#endif
