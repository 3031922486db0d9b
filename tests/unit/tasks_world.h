/* SPDX-License-Identifier: GPL-2.0-only */
/* What happens to tasks, and the sums that come of it for three ranges. */
#ifndef UNIT_TASKS_WORLD_H
#define UNIT_TASKS_WORLD_H

#include <string.h>

#include "perfdata/records.h"
#include "slice/tasks.h"
#include "unit/testing.h"

/* Ranges that end at these times; what is later counts for none of them. */
enum { ENDS = 3 };
extern const uint64_t end_ns[ENDS];

enum { KERNEL = 0, HUGE_PID = 1 << 22 };

/* What happens to tasks. */
enum deed { RECORD, FORK, FORKED, SAMPLE };

/*
 * FORK's value is the parent, FORKED's too, which is a record besides, SAMPLE's
 * the range, a RECORD's what it says.
 */
struct act {
	enum deed deed;
	uint32_t pid;
	uint64_t value;
	uint64_t when_ns;
	uint64_t seed;
};

/* Gives the sums of all ranges. */
void sum_up(const struct act *act, size_t count, const uint64_t *until_ns,
    digest_number sum[ENDS]);

/* The sum of records that say these, each the first of its time. */
digest_number sum_of(const uint64_t *value, size_t count);

#endif
