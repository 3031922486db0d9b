/* SPDX-License-Identifier: GPL-2.0-only */
/* What happens to tasks, and the sums that come of it for three ranges. */
#ifndef UNIT_TASKS_WORLD_H
#define UNIT_TASKS_WORLD_H

#include <string.h>

#include "data/records.h"
#include "data/tasks.h"
#include "unit/testing.h"

/* Ranges that end at these times; what is later counts for none of them. */
static const uint64_t end_ns[] = { 100, 200, 300 };

enum { ENDS = LENGTH(end_ns), KERNEL = 0, HUGE_PID = 1 << 22 };

/* What happens to tasks. */
enum deed { RECORD, FORK, FORKED, SAMPLE };

/* FORK's value is the parent, FORKED's too, which is a record besides, SAMPLE's the range, a RECORD's what it says. */
struct act {
	enum deed deed;
	uint32_t pid;
	uint64_t value;
	uint64_t when_ns;
	uint64_t seed;
};

static inline void
do_act(struct tasks *t, const struct act *a)
{
	const struct record record = {
		.bytes = (const unsigned char *)&a->value,
		.size = sizeof a->value,
	};

	if (a->deed == RECORD)
		tasks_add(t, a->pid, a->when_ns, &record, a->seed);
	else if (a->deed == FORK)
		tasks_link(t, a->pid, a->value, a->when_ns, a->seed);
	else if (a->deed == FORKED)
		tasks_add(t, a->pid, a->when_ns, &record, tasks_link(
		    t, a->pid, a->value, a->when_ns, a->seed));
	else
		tasks_sample(t, a->pid, a->value);
}

/* Gives the sums of all ranges. */
static inline void
sum_up(const struct act *act, size_t count, const uint64_t *until_ns,
    digest_number sum[ENDS])
{
	struct tasks *t = tasks_new(end_ns, ENDS);

	memset(sum, 0, ENDS * sizeof *sum);
	for (size_t i = 0; i < count; i++)
		do_act(t, &act[i]);
	tasks_sum_up(t, until_ns, sum, ENDS);
	tasks_free(t);
}

/* The sum of records that say these, each the first of its time. */
static inline digest_number
sum_of(const uint64_t *value, size_t count)
{
	digest_number sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += digest_number_of(&value[i], sizeof value[i], 0);
	return sum;
}

#endif
