/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdbool.h>
#include <stdlib.h>

#include "scan/density.h"
#include "unit/random.h"

#define SECOND UINT64_C(1000000000)

enum { MOST = 1 << 10 };

/* Returns an empty density; to be released. */
static struct density
start(void)
{
	struct density d;

	density_start(&d, MOST);
	return d;
}

/* Adds up what is in all buckets, before they are summed up. */
static uint64_t
total(const struct density *d, enum density_measure m)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < d->buckets; i++)
		sum += d->amount[i][m];
	return sum;
}

/* Returns the bytes of the bucket that time_ns falls into. */
static uint64_t
bytes_at(const struct density *d, uint64_t time_ns)
{
	uint64_t bucket = time_ns >> d->shift;

	assert_true(bucket >= d->first);
	assert_true(bucket - d->first < d->buckets);
	return d->amount[bucket - d->first][DENSITY_BYTES];
}

static uint64_t
bytes_between(const struct density *d, uint64_t start_ns, uint64_t end_ns)
{
	return density_between(d, DENSITY_BYTES, start_ns, end_ns);
}

static void
an_empty_density_has_nothing_anywhere(void **state)
{
	const struct density zero = { 0 };
	struct density d = start();

	(void)state;
	density_sum_up(&d);
	for (int m = 0; m < DENSITY_MEASURES; m++) {
		assert_int_equal(density_between(&d, m, 0, UINT64_MAX), 0);
		assert_int_equal(density_between(&zero, m, 5, 5), 0);
		assert_true(density_reaches(&d, m, 0, 0) == UINT64_MAX);
		assert_true(density_reaches(&zero, m, 5, 1) == UINT64_MAX);
	}
	density_release(&d);
	density_release(&d);
}

static void
what_is_added_is_found_where_it_was_added(void **state)
{
	struct density d = start();

	(void)state;
	density_add(&d, 5000 * SECOND, 100);
	density_add(&d, 5001 * SECOND, 30);
	assert_int_equal(bytes_at(&d, 5000 * SECOND), 100);
	assert_int_equal(bytes_at(&d, 5001 * SECOND), 30);
	assert_int_equal(total(&d, DENSITY_BYTES), 130);
	assert_int_equal(total(&d, DENSITY_SAMPLES), 2);
	density_sum_up(&d);
	assert_int_equal(bytes_between(&d, 0, UINT64_MAX), 130);
	assert_int_equal(
	    density_between(&d, DENSITY_SAMPLES, 0, UINT64_MAX), 2);
	density_release(&d);
}

static void
samples_count_even_without_bytes(void **state)
{
	struct density d = start();

	(void)state;
	for (uint64_t i = 2 * MOST; i > 0; i--)
		density_add(&d, i << 10, 0);
	density_add(&d, 0, 0);
	assert_int_equal(total(&d, DENSITY_SAMPLES), 2 * MOST + 1);
	density_release(&d);
}

static void
times_outside_and_turned_around_have_nothing(void **state)
{
	struct density d = start();

	(void)state;
	density_add(&d, 5000 * SECOND, 100);
	density_sum_up(&d);
	assert_int_equal(bytes_between(&d, 0, 4999 * SECOND), 0);
	assert_int_equal(bytes_between(&d, 5001 * SECOND, UINT64_MAX), 0);
	assert_int_equal(bytes_between(&d, 5001 * SECOND, 4999 * SECOND), 0);
	density_release(&d);
}

static void
half_a_bucket_has_half_of_its_bytes(void **state)
{
	struct density d = start();
	uint64_t width, first;

	(void)state;
	density_add(&d, 7 * SECOND, 1000);
	density_sum_up(&d);
	width = (uint64_t)1 << d.shift;
	first = d.first << d.shift;
	assert_int_equal(width, 1024);
	assert_int_equal(bytes_between(&d, first, first + width - 1), 1000);
	assert_int_equal(bytes_between(&d, first, first + width / 2 - 1), 500);
	assert_int_equal(
	    bytes_between(&d, first + width / 4, first + width - 1), 750);
	assert_int_equal(density_reaches(&d, DENSITY_BYTES, first, 500),
	    first + width / 2 - 1);
	assert_int_equal(
	    density_reaches(&d, DENSITY_BYTES, first + width / 4, 750),
	    first + width - 1);
	density_release(&d);
}

static void
buckets_stay_narrow_while_there_may_be_more(void **state)
{
	struct density d = start();

	(void)state;
	for (uint64_t i = 0; i < MOST; i++) {
		density_add(&d, i << 10, 1);
		density_add(&d, i << 10, 1);
		assert_int_equal(d.shift, 10);
	}
	density_add(&d, (uint64_t)MOST << 10, 1);
	assert_int_equal(d.shift, 11);
	assert_int_equal(d.buckets, MOST);
	assert_int_equal(total(&d, DENSITY_BYTES), 2 * MOST + 1);
	assert_int_equal(d.amount[0][DENSITY_BYTES], 4);
	assert_int_equal(d.amount[MOST / 2][DENSITY_BYTES], 1);
	density_release(&d);
}

static void
earlier_times_move_the_buckets_without_widening_them(void **state)
{
	struct density d = start();

	(void)state;
	for (uint64_t i = MOST; i > 0; i--) {
		density_add(&d, i << 10, i);
		density_add(&d, i << 10, 1);
	}
	assert_int_equal(d.shift, 10);
	assert_int_equal(d.first, 1);
	for (uint64_t i = 1; i <= MOST; i++)
		assert_int_equal(bytes_at(&d, i << 10), i + 1);
	density_release(&d);
}

/* A CPU with few samples takes little memory, and little time to sum up. */
static void
few_samples_have_few_buckets(void **state)
{
	static const struct {
		uint32_t most;
		uint64_t samples, least_buckets, most_buckets;
	} c[] = {
		{ 16, 10, 16, 16 },
		{ 16, 1000, 16, 16 },
		{ 1 << 16, 1, 1, 256 },
		{ 1 << 16, 1000, 512, 1024 },
		{ 1 << 16, 50000, 1 << 15, 1 << 16 },
		{ 1 << 16, 500000, 1 << 16, 1 << 16 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct density d;

		density_start(&d, c[i].most);
		for (uint64_t s = 0; s < c[i].samples; s++)
			density_add(&d, s * SECOND, 1);
		assert_in_range(
		    d.buckets, c[i].least_buckets, c[i].most_buckets);
		assert_int_equal(total(&d, DENSITY_BYTES), c[i].samples);
		density_release(&d);
	}
}

static void
the_whole_range_of_64_bits_fits(void **state)
{
	static const uint32_t most[] = { 2, 16, MOST, 1 << 16 };

	(void)state;
	for (size_t i = 0; i < LENGTH(most); i++) {
		struct density d;

		density_start(&d, most[i]);
		density_add(&d, UINT64_MAX - 1, 7);
		density_add(&d, 1, 5);
		density_add(&d, UINT64_C(1) << 62, 3);
		assert_int_equal(total(&d, DENSITY_BYTES), 15);
		assert_int_equal(bytes_at(&d, 1), i ? 5 : 8);
		assert_int_equal(bytes_at(&d, UINT64_MAX - 1), 7);
		density_sum_up(&d);
		assert_int_equal(bytes_between(&d, 0, UINT64_MAX), 15);
		assert_int_equal(
		    bytes_between(&d, UINT64_C(1) << 63, UINT64_MAX), 7);
		density_release(&d);
	}
}

static void
times_at_the_end_of_64_bits_do_not_wrap(void **state)
{
	struct density d = start();

	(void)state;
	density_add(&d, UINT64_MAX, 7);
	density_add(&d, UINT64_MAX - 5000, 9);
	assert_int_equal(total(&d, DENSITY_BYTES), 16);
	density_sum_up(&d);
	assert_int_equal(bytes_between(&d, 0, UINT64_MAX), 16);
	assert_int_equal(bytes_between(&d, 0, UINT64_MAX / 2), 0);
	assert_int_equal(bytes_between(&d, UINT64_MAX / 2, UINT64_MAX), 16);
	density_release(&d);
}

static void
an_end_at_the_last_time_of_all_leaves_out_nothing(void **state)
{
	struct density d = start();

	(void)state;
	density_add(&d, UINT64_MAX - 500, 100000);
	density_sum_up(&d);
	assert_int_equal(bytes_between(&d, 0, UINT64_MAX), 100000);
	density_release(&d);
}

/* So little time holds so much that it comes together within the first ns. */
static void
much_in_the_first_nanosecond_of_all_is_reached(void **state)
{
	struct density d = start();

	(void)state;
	density_add(&d, 5, 5000);
	density_sum_up(&d);
	assert_in_range(
	    density_reaches(&d, DENSITY_BYTES, 0, 2500), 510, 512);
	assert_in_range(density_reaches(&d, DENSITY_BYTES, 0, 1), 0, 1);
	density_release(&d);
}

/* A few samples, and what is known of them without a histogram. */
enum { SAMPLES = 700 };
struct samples {
	uint64_t time_ns[SAMPLES];
	uint64_t bytes[SAMPLES];
	uint64_t total[DENSITY_MEASURES];
};

/* Makes samples within 64 - narrower bits of each other, in some order. */
static void
make_samples(struct samples *s, uint64_t *seed, unsigned narrower)
{
	uint64_t base = next_random(seed) >> 1;
	int order = random_below(seed, 4);

	*s = (struct samples){ .total = { SAMPLES } };
	for (int i = 0; i < SAMPLES; i++) {
		uint64_t step = (UINT64_MAX >> narrower) / SAMPLES;
		uint64_t at = next_random(seed) >> narrower;

		if (order == 0)
			at = i * step; /* rising */
		else if (order == 1)
			at = (SAMPLES - i) * step; /* falling */
		else if (order == 2)
			at = i % 2 ? at : 0;
		s->time_ns[i] = narrower ? (base >> 1) + at / 2 : at;
		s->bytes[i] = random_below(seed, 1000);
		s->total[DENSITY_BYTES] += s->bytes[i];
	}
}

/* Compares each bucket with the samples that lie in its time. */
static void
assert_buckets(const struct density *d, const struct samples *s)
{
	uint64_t amount[MOST][DENSITY_MEASURES] = { 0 };

	for (int i = 0; i < SAMPLES; i++) {
		uint64_t bucket = (s->time_ns[i] >> d->shift) - d->first;

		assert_true(bucket < d->buckets);
		amount[bucket][DENSITY_SAMPLES]++;
		amount[bucket][DENSITY_BYTES] += s->bytes[i];
	}
	assert_in_range(d->buckets, 1, MOST);
	assert_memory_equal(d->amount, amount, d->buckets * sizeof *amount);
}

static void
nothing_is_lost_or_misplaced_in_any_order_of_times(void **state)
{
	uint64_t seed = 20240118;

	(void)state;
	for (unsigned round = 0; round < 600; round++) {
		struct density d = start();
		struct samples s;

		make_samples(&s, &seed, round % 60);
		for (int i = 0; i < SAMPLES; i++)
			density_add(&d, s.time_ns[i], s.bytes[i]);
		assert_buckets(&d, &s);
		density_sum_up(&d);
		for (int m = 0; m < DENSITY_MEASURES; m++)
			assert_int_equal(
			    density_between(&d, m, 0, UINT64_MAX), s.total[m]);
		density_release(&d);
	}
}

/* Fills a density with random samples and sums it up. */
static struct density
random_density(uint64_t *seed, unsigned narrower)
{
	struct density d = start();
	struct samples s;

	make_samples(&s, seed, narrower);
	for (int i = 0; i < SAMPLES; i++)
		density_add(&d, s.time_ns[i], s.bytes[i]);
	density_sum_up(&d);
	return d;
}

/* Returns a time in the span of a density, or a little outside. */
static uint64_t
random_time(uint64_t *seed, const struct density *d)
{
	uint64_t width = (uint64_t)1 << d->shift;
	uint64_t bucket = d->first + random_below(seed, d->buckets + 4);

	if (bucket >= d->first + 2)
		bucket -= 2;
	if (random_below(seed, 3) == 0)
		return bucket << d->shift;
	return (bucket << d->shift) + random_below(seed, width);
}

static void
parts_sum_to_the_whole(void **state)
{
	uint64_t seed = 20240119;

	(void)state;
	for (unsigned round = 0; round < 3000; round++) {
		enum density_measure m = round % DENSITY_MEASURES;
		struct density d = random_density(&seed, 1 + round % 50);
		uint64_t start_ns = random_time(&seed, &d);
		uint64_t end_ns = random_time(&seed, &d);
		uint64_t cut_ns = random_time(&seed, &d), whole, parts;

		if (start_ns <= cut_ns && cut_ns < end_ns) {
			whole = density_between(&d, m, start_ns, end_ns);
			parts = density_between(&d, m, start_ns, cut_ns) +
			    density_between(&d, m, cut_ns + 1, end_ns);
			/* Each of the three is rounded. */
			assert_in_range(parts + 1, whole, whole + 2);
		}
		density_release(&d);
	}
}

static void
whole_buckets_are_counted_exactly(void **state)
{
	uint64_t seed = 20240120;

	(void)state;
	for (unsigned round = 0; round < 500; round++) {
		struct density d = start();
		struct samples s;
		uint64_t from, to, bytes = 0;

		make_samples(&s, &seed, 1 + round % 50);
		for (int i = 0; i < SAMPLES; i++)
			density_add(&d, s.time_ns[i], s.bytes[i]);
		density_sum_up(&d);
		from = d.first + random_below(&seed, d.buckets);
		to = from + random_below(&seed, d.buckets);
		from <<= d.shift;
		to = ((to + 1) << d.shift) - 1;
		for (int i = 0; i < SAMPLES; i++)
			if (s.time_ns[i] >= from && s.time_ns[i] <= to)
				bytes += s.bytes[i];
		assert_int_equal(bytes_between(&d, from, to), bytes);
		density_release(&d);
	}
}

/* Says that the inverse of between() is that, from a time on. */
static void
assert_inverse(const struct density *d, enum density_measure m,
    uint64_t start_ns, uint64_t amount)
{
	uint64_t all = density_between(d, m, start_ns, UINT64_MAX);
	uint64_t end_ns = density_reaches(d, m, start_ns, amount), there;

	if (end_ns == UINT64_MAX) {
		assert_true(amount >= all); /* all is rounded */
		return;
	}
	assert_true(amount <= all);
	there = density_between(d, m, start_ns, end_ns);
	/* It is rounded, and so was what should be reached. */
	if (there > amount + 2 || there + 2 < amount)
		fail_msg("%lu instead of %lu from %lu to %lu", there, amount,
		    start_ns, end_ns);
	assert_true(density_reaches(d, m, start_ns, amount + 1) >= end_ns);
	assert_true(density_reaches(d, m, start_ns + 1, amount) >= end_ns);
}

static void
reaching_an_amount_is_the_inverse_of_counting_it(void **state)
{
	uint64_t seed = 20240121;

	(void)state;
	for (unsigned round = 0; round < 1000; round++) {
		struct density d = random_density(&seed, 1 + round % 40);

		for (int i = 0; i < 20; i++) {
			enum density_measure m = i % DENSITY_MEASURES;
			uint64_t start_ns = random_time(&seed, &d);
			uint64_t all =
			    density_between(&d, m, start_ns, UINT64_MAX);

			assert_inverse(&d, m, start_ns,
			    1 + random_below(&seed, all + 2));
			assert_true(density_reaches(&d, m, start_ns, all + 1) ==
			    UINT64_MAX);
			assert_true(density_reaches(&d, m, start_ns,
			    UINT64_MAX) == UINT64_MAX);
		}
		density_release(&d);
	}
}

static void
nothing_is_reached_before_there_is_something(void **state)
{
	struct density d = start();

	(void)state;
	density_add(&d, 5000 * SECOND, 100);
	density_add(&d, 5001 * SECOND, 100);
	density_sum_up(&d);
	for (uint64_t s = 4998; s < 5003; s++)
		assert_int_equal(bytes_between(&d, s * SECOND, density_reaches(
		    &d, DENSITY_BYTES, s * SECOND, 0)), 0);
	density_release(&d);
}

static void
an_amount_is_reached_across_a_gap(void **state)
{
	struct density d = start();
	uint64_t end_ns, width;

	(void)state;
	density_add(&d, 5000 * SECOND, 100);
	density_add(&d, 5001 * SECOND, 100);
	density_sum_up(&d);
	width = (uint64_t)1 << d.shift;
	assert_true(width < SECOND / 64);
	end_ns = density_reaches(&d, DENSITY_BYTES, 0, 100);
	assert_in_range(end_ns, 5000 * SECOND - width, 5000 * SECOND + width);
	end_ns = density_reaches(&d, DENSITY_BYTES, 0, 101);
	assert_in_range(end_ns, 5001 * SECOND - width, 5001 * SECOND + width);
	end_ns = density_reaches(&d, DENSITY_BYTES, 0, 200);
	assert_in_range(end_ns, 5001 * SECOND, 5001 * SECOND + width);
	end_ns = density_reaches(&d, DENSITY_BYTES, 5000 * SECOND + width, 1);
	assert_in_range(end_ns, 5001 * SECOND - width, 5001 * SECOND + width);
	density_release(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_density_has_nothing_anywhere),
		cmocka_unit_test(what_is_added_is_found_where_it_was_added),
		cmocka_unit_test(samples_count_even_without_bytes),
		cmocka_unit_test(times_outside_and_turned_around_have_nothing),
		cmocka_unit_test(half_a_bucket_has_half_of_its_bytes),
		cmocka_unit_test(buckets_stay_narrow_while_there_may_be_more),
		cmocka_unit_test(
		    earlier_times_move_the_buckets_without_widening_them),
		cmocka_unit_test(few_samples_have_few_buckets),
		cmocka_unit_test(the_whole_range_of_64_bits_fits),
		cmocka_unit_test(times_at_the_end_of_64_bits_do_not_wrap),
		cmocka_unit_test(
		    an_end_at_the_last_time_of_all_leaves_out_nothing),
		cmocka_unit_test(
		    much_in_the_first_nanosecond_of_all_is_reached),
		cmocka_unit_test(
		    nothing_is_lost_or_misplaced_in_any_order_of_times),
		cmocka_unit_test(parts_sum_to_the_whole),
		cmocka_unit_test(whole_buckets_are_counted_exactly),
		cmocka_unit_test(
		    reaching_an_amount_is_the_inverse_of_counting_it),
		cmocka_unit_test(
		    nothing_is_reached_before_there_is_something),
		cmocka_unit_test(an_amount_is_reached_across_a_gap),
	};

	return RUN(tests);
}
