/* SPDX-License-Identifier: GPL-2.0-only */
/* Which side-band counts, against a model that looks at all there is. */
#include "unit/testing.h"

#include <stdbool.h>
#include <string.h>

#include "unit/random.h"
#include "unit/tasks_world.h"

enum { ACTS = 60, PIDS = 8 };

/* Says whom a process was forked from up to some time, itself among them. */
static void
find_ancestors(const struct act act[ACTS], uint32_t pid, uint64_t until_ns,
    bool is[PIDS])
{
	bool more = true;

	memset(is, 0, PIDS * sizeof *is);
	is[pid] = true;
	while (more) {
		more = false;
		for (size_t i = 0; i < ACTS; i++) {
			const struct act *a = &act[i];

			if (a->deed != FORK || a->when_ns > until_ns ||
			    !is[a->pid] || is[a->value])
				continue;
			is[a->value] = more = true;
		}
	}
}

/* Sums up what counts for one range by looking at everything. */
static digest_number
model(const struct act act[ACTS], uint32_t range, uint64_t until_ns)
{
	bool counts[PIDS] = { true }, is[PIDS];
	digest_number sum = 0;
	size_t end = 0;

	/* All up to the next end of a range. */
	while (end < ENDS && end_ns[end] < until_ns)
		end++;
	until_ns = end < ENDS ? end_ns[end] : UINT64_MAX;
	for (size_t i = 0; i < ACTS; i++) {
		if (act[i].deed != SAMPLE || act[i].value != range)
			continue;
		find_ancestors(act, act[i].pid, until_ns, is);
		for (int pid = 0; pid < PIDS; pid++)
			counts[pid] |= is[pid];
	}
	for (size_t i = 0; i < ACTS; i++)
		if (act[i].deed == RECORD && counts[act[i].pid] &&
		    act[i].when_ns <= until_ns)
			sum += digest_number_of(
			    &act[i].value, sizeof act[i].value, act[i].seed);
	return sum;
}

static void
random_deeds_come_to_what_a_model_says(void **state)
{
	uint64_t seed = 20240601;

	(void)state;
	for (int round = 0; round < 500; round++) {
		uint64_t until_ns[ENDS], first = random_below(&seed, 350);
		uint64_t forks = 2 + random_below(&seed, 8);
		digest_number sum[ENDS];
		struct act act[ACTS];

		for (uint64_t i = 0; i < ACTS; i++) {
			bool is_fork = random_below(&seed, forks) == 0;

			act[i] = (struct act){
				.deed = is_fork ? FORK :
				    random_below(&seed, 3) ? RECORD : SAMPLE,
				.pid = random_below(&seed, PIDS),
				/* No two at the same time. */
				.when_ns = 1 + (first + 7 * i) % 351,
				.seed = random_below(&seed, 3),
			};
			act[i].value = act[i].deed == RECORD ? i + 1 :
			    random_below(&seed, is_fork ? PIDS : ENDS);
			/* Nobody was the parent of the idle task. */
			if (is_fork && !act[i].pid)
				act[i].pid = 1;
		}
		for (size_t i = 0; i < ENDS; i++)
			until_ns[i] = random_below(&seed, 400);
		sum_up(act, ACTS, until_ns, sum);
		for (uint32_t i = 0; i < ENDS; i++)
			assert_true(sum[i] == model(act, i, until_ns[i]));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_deeds_come_to_what_a_model_says),
	};

	return RUN(tests);
}
