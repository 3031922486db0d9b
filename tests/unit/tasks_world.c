/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/tasks_world.h"

const uint64_t end_ns[ENDS] = { 100, 200, 300 };

static void
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

void
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

digest_number
sum_of(const uint64_t *value, size_t count)
{
	digest_number sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += digest_number_of(&value[i], sizeof value[i], 0);
	return sum;
}
