/* SPDX-License-Identifier: GPL-2.0-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "data/density.h"

#define SECOND UINT64_C(1000000000)

static uint64_t
total(const struct density *d)
{
	uint64_t sum = 0;

	for (int i = 0; i < DENSITY_BUCKETS; i++)
		sum += d->bytes[i];
	return sum;
}

/* Returns the bytes of the bucket that time_ns falls into. */
static uint64_t
bytes_at(const struct density *d, uint64_t time_ns)
{
	uint64_t bucket = time_ns >> d->shift;

	assert_true(bucket >= d->first);
	assert_true(bucket - d->first < DENSITY_BUCKETS);
	return d->bytes[bucket - d->first];
}

static void
an_empty_density_has_nothing_anywhere(void **state)
{
	const struct density d = { 0 };

	(void)state;
	assert_int_equal(density_between(&d, 0, UINT64_MAX), 0);
	assert_int_equal(density_between(&d, 5, 5), 0);
}

static void
what_is_added_is_found_where_it_was_added(void **state)
{
	struct density d = { 0 };

	(void)state;
	density_add(&d, 5000 * SECOND, 100);
	density_add(&d, 5001 * SECOND, 30);
	assert_int_equal(bytes_at(&d, 5000 * SECOND), 100);
	assert_int_equal(bytes_at(&d, 5001 * SECOND), 30);
	assert_int_equal(total(&d), 130);
	assert_int_equal(density_between(&d, 0, UINT64_MAX), 130);
}

static void
times_outside_and_turned_around_have_nothing(void **state)
{
	struct density d = { 0 };

	(void)state;
	density_add(&d, 5000 * SECOND, 100);
	assert_int_equal(density_between(&d, 0, 4999 * SECOND), 0);
	assert_int_equal(density_between(&d, 5001 * SECOND, UINT64_MAX), 0);
	assert_int_equal(density_between(&d, 5001 * SECOND, 4999 * SECOND), 0);
}

static void
half_a_bucket_has_half_of_its_bytes(void **state)
{
	struct density d = { 0 };
	uint64_t width, start;

	(void)state;
	density_add(&d, 7 * SECOND, 1000);
	width = (uint64_t)1 << d.shift;
	start = d.first << d.shift;
	assert_int_equal(width, 1024);
	assert_int_equal(density_between(&d, start, start + width - 1), 1000);
	assert_int_equal(
	    density_between(&d, start, start + width / 2 - 1), 500);
	assert_int_equal(
	    density_between(&d, start + width / 4, start + width - 1), 750);
}

static void
buckets_stay_narrow_while_all_times_fit(void **state)
{
	struct density d = { 0 };

	(void)state;
	for (uint64_t i = 0; i < DENSITY_BUCKETS; i++)
		density_add(&d, i << 10, 1);
	assert_int_equal(d.shift, 10);
	density_add(&d, (uint64_t)DENSITY_BUCKETS << 10, 1);
	assert_int_equal(d.shift, 11);
	assert_int_equal(total(&d), DENSITY_BUCKETS + 1);
	assert_int_equal(d.bytes[0], 2);
	assert_int_equal(d.bytes[DENSITY_BUCKETS / 2], 1);
}

static void
earlier_times_move_the_buckets_without_widening_them(void **state)
{
	struct density d = { 0 };

	(void)state;
	for (uint64_t i = DENSITY_BUCKETS; i > 0; i--)
		density_add(&d, i << 10, i);
	assert_int_equal(d.shift, 10);
	assert_int_equal(d.first, 1);
	for (uint64_t i = 1; i <= DENSITY_BUCKETS; i++)
		assert_int_equal(bytes_at(&d, i << 10), i);
}

static void
the_whole_range_of_64_bits_fits(void **state)
{
	struct density d = { 0 };

	(void)state;
	density_add(&d, UINT64_MAX - 1, 7);
	density_add(&d, 1, 5);
	density_add(&d, UINT64_C(1) << 63, 3);
	assert_int_equal(total(&d), 15);
	assert_int_equal(bytes_at(&d, 1), 5);
	assert_int_equal(bytes_at(&d, UINT64_C(1) << 63), 3);
	assert_int_equal(bytes_at(&d, UINT64_MAX - 1), 7);
	assert_int_equal(density_between(&d, 0, UINT64_MAX), 15);
}

static void
times_at_the_end_of_64_bits_do_not_wrap(void **state)
{
	struct density d = { 0 };

	(void)state;
	density_add(&d, UINT64_MAX, 7);
	density_add(&d, UINT64_MAX - 5000, 9);
	assert_int_equal(total(&d), 16);
	assert_int_equal(density_between(&d, 0, UINT64_MAX), 16);
	assert_int_equal(density_between(&d, 0, UINT64_MAX / 2), 0);
}

static void
no_byte_is_lost_in_any_order_of_times(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 200; seed++) {
		struct density d = { 0 };
		uint64_t sum = 0, time_ns;
		unsigned range = seed % 64;

		srandom(seed);
		for (int i = 0; i < 300; i++) {
			time_ns = ((uint64_t)random() << 33 ^
			    (uint64_t)random() << 11 ^ random()) >> range;
			density_add(&d, time_ns, i);
			sum += i;
			assert_true(bytes_at(&d, time_ns) >= (uint64_t)i);
		}
		assert_int_equal(total(&d), sum);
		assert_int_equal(density_between(&d, 0, UINT64_MAX), sum);
	}
}

static void
parts_sum_to_the_whole(void **state)
{
	struct density d = { 0 };
	uint64_t sum = 0, cut;

	(void)state;
	for (uint64_t i = 0; i < 1000; i++)
		density_add(&d, (1000 + i) * SECOND, 100);
	for (cut = 900; cut < 2100; cut += 7) {
		sum = density_between(&d, 0, cut * SECOND);
		sum += density_between(&d, cut * SECOND + 1, UINT64_MAX);
		/* Each part is rounded down. */
		assert_in_range(sum, 100000 - 2, 100000);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_density_has_nothing_anywhere),
		cmocka_unit_test(what_is_added_is_found_where_it_was_added),
		cmocka_unit_test(times_outside_and_turned_around_have_nothing),
		cmocka_unit_test(half_a_bucket_has_half_of_its_bytes),
		cmocka_unit_test(buckets_stay_narrow_while_all_times_fit),
		cmocka_unit_test(
		    earlier_times_move_the_buckets_without_widening_them),
		cmocka_unit_test(the_whole_range_of_64_bits_fits),
		cmocka_unit_test(times_at_the_end_of_64_bits_do_not_wrap),
		cmocka_unit_test(no_byte_is_lost_in_any_order_of_times),
		cmocka_unit_test(parts_sum_to_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
