/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers noted for pairs of numbers. */
#include "base/number_map.h"
#include "unit/testing.h"

static void
what_is_noted_is_found(void **state)
{
	struct number_map m = { 0 };

	(void)state;
	assert_int_equal(number_map_get(&m, 1, 2), 0);
	number_map_set(&m, 1, 2, 3);
	number_map_set(&m, 2, 1, 4);
	number_map_set(&m, 0, 0, 5);
	assert_int_equal(number_map_get(&m, 1, 2), 3);
	assert_int_equal(number_map_get(&m, 2, 1), 4);
	assert_int_equal(number_map_get(&m, 0, 0), 5);
	assert_int_equal(number_map_get(&m, 1, 1), 0);
	number_map_set(&m, 1, 2, 6);
	assert_int_equal(number_map_get(&m, 1, 2), 6);
	assert_int_equal(m.count, 3);
	number_map_release(&m);
}

static void
many_are_found(void **state)
{
	struct number_map m = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 100000; i++)
		number_map_set(&m, i * UINT64_C(1000000007), i % 7, i + 1);
	for (uint32_t i = 0; i < 100000; i++)
		assert_int_equal(number_map_get(&m,
		    i * UINT64_C(1000000007), i % 7), i + 1);
	assert_int_equal(m.count, 100000);
	number_map_release(&m);
}

static void
what_is_over_is_forgotten(void **state)
{
	struct number_map m = { 0 };

	(void)state;
	number_map_set(&m, 10, 0, 1);
	number_map_set(&m, 11, 0, 2);
	number_map_forget(&m, 11);
	number_map_forget(&m, 5);
	assert_int_equal(number_map_get(&m, 10, 0), 0);
	assert_int_equal(number_map_get(&m, 11, 0), 2);
	number_map_set(&m, 10, 0, 3);
	assert_int_equal(number_map_get(&m, 10, 0), 0);
	number_map_release(&m);
}

static void
it_stays_as_small_as_what_is_going_on(void **state)
{
	struct number_map m = { 0 };

	(void)state;
	for (uint64_t i = 0; i < 1000000; i++) {
		if (i > 100)
			number_map_forget(&m, i - 100);
		number_map_set(&m, i, 0, 1);
	}
	assert_true(m.room <= 1024);
	for (uint64_t i = 999899; i < 1000000; i++)
		assert_int_equal(number_map_get(&m, i, 0), i >= 999899);
	number_map_release(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_noted_is_found),
		cmocka_unit_test(many_are_found),
		cmocka_unit_test(what_is_over_is_forgotten),
		cmocka_unit_test(it_stays_as_small_as_what_is_going_on),
	};

	return RUN(tests);
}
