/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether samples of one time come in another order than that of their CPUs. */
#include "unit/testing.h"

#include "perfdata/events.h"
#include "scan/same_time.h"

/* Says whether these times and CPUs, pair by pair, cross. */
static bool
cross(const uint64_t *pair, size_t count)
{
	struct same_time t = { 0 };
	bool crossed;

	for (size_t i = 0; i < count; i += 2)
		same_time_add(&t, pair[i], pair[i + 1]);
	crossed = t.crossed;
	same_time_release(&t);
	return crossed;
}

#define CROSS(...) cross((const uint64_t[]){ __VA_ARGS__ }, \
	sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))

static void
the_order_of_cpus_matters_within_a_time(void **state)
{
	(void)state;
	assert_false(CROSS(100, 0, 100, 1, 100, 1, 100, 2));
	assert_true(CROSS(100, 1, 100, 0));
	assert_true(CROSS(100, 0, 100, 2, 100, 1));
	assert_true(CROSS(100, 0, 100, 1, 100, 0));
	assert_false(CROSS(100, 1, 101, 0, 102, 1));
	/* Others may come in between. */
	assert_true(CROSS(100, 1, 50, 0, 200, 7, 100, 0));
	assert_false(CROSS(100, 1, 100, EVENT_NO_CPU, 100, 1));
}

static void
many_times_may_come_in_between(void **state)
{
	struct same_time t = { 0 };
	int found = 0;

	(void)state;
	for (uint64_t time_ns = 1; time_ns < 1000; time_ns++) {
		same_time_add(&t, time_ns * 1000, 1);
		for (uint64_t i = 1; i < 500; i++)
			same_time_add(&t, time_ns * 1000 + i, 0);
		assert_false(t.crossed);
		same_time_add(&t, time_ns * 1000, 0);
		found += t.crossed;
		t.crossed = false;
	}
	same_time_release(&t);
	assert_true(found > 900);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_of_cpus_matters_within_a_time),
		cmocka_unit_test(many_times_may_come_in_between),
	};

	return RUN(tests);
}
