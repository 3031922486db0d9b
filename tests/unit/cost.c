/* SPDX-License-Identifier: GPL-2.0-only */
/* Costs are compared with each other; the figures behind them may change. */
#include "unit/testing.h"

#include "plan/cost.h"
#include "scan/timeline.h"
#include "unit/random.h"

#define MB (UINT64_C(1) << 20)
#define GB (UINT64_C(1) << 30)

static const struct cost_savings whole, sliced = { .sliced = true },
	printed = { .sliced = true, .printed = true },
	counted = { .sliced = true, .printed = true, .counted = true };

static uint64_t
ranges_of(uint64_t sample_bytes, uint64_t trace_bytes, uint64_t side_bytes,
    uint64_t jobs)
{
	const struct timeline t = {
		.sample_bytes = sample_bytes,
		.trace_bytes = trace_bytes,
		.side_bytes = side_bytes,
		.index.flaws = INDEX_LAYOUT, /* so that it is not sliced */
	};

	return cost_ranges(&t, sliced, 1, jobs);
}

static void
a_tiny_recording_is_one_range(void **state)
{
	(void)state;
	for (uint64_t jobs = 1; jobs < 100000; jobs = jobs * 3 / 2 + 1) {
		assert_int_equal(ranges_of(0, 0, 0, jobs), 1);
		assert_int_equal(ranges_of(10000, 0, 10000, jobs), 1);
		assert_int_equal(ranges_of(0, 10000, 0, jobs), 1);
		/* However long it takes to read past it. */
		assert_int_equal(ranges_of(10000, 0, 100 * GB, jobs), 1);
	}
}

static void
all_jobs_have_as_many_ranges_of_a_big_one(void **state)
{
	(void)state;
	for (uint64_t jobs = 1; jobs <= 64; jobs++) {
		uint64_t n = ranges_of(100 * MB, 2 * GB, 100 * MB, jobs);

		assert_true(n >= jobs);
		assert_int_equal(n % jobs, 0);
	}
	for (uint64_t jobs = 1; jobs <= 8; jobs++)
		assert_int_equal(ranges_of(GB, 0, 10 * MB, jobs) % jobs, 0);
}

static void
slices_make_ranges_cheap(void **state)
{
	const struct timeline t = { .sample_bytes = GB };
	const struct timeline more = { .sample_bytes = GB, .side_bytes = GB };

	(void)state;
	assert_true(cost_ranges(&t, sliced, 1, 8) > 2 * ranges_of(GB, 0, 0, 8));
	assert_int_equal(
	    cost_ranges(&t, sliced, 1, 8), cost_ranges(&more, sliced, 1, 8));
}

/* Of samples that are alike perf sees one. */
static void
fewer_ranges_are_best_where_stacks_are_counted(void **state)
{
	const struct timeline t = { .sample_bytes = GB };

	(void)state;
	assert_true(cost_ranges(&t, counted, 1, 8) <
	    cost_ranges(&t, printed, 1, 8));
}

/* A sample costs less, and each job has to learn. */
static void
fewer_ranges_are_best_where_samples_are_printed_by_us(void **state)
{
	const struct timeline t = { .sample_bytes = GB };

	(void)state;
	assert_true(cost_ranges(&t, printed, 1, 8) <
	    cost_ranges(&t, sliced, 1, 8));
	assert_true(cost_ranges(&t, printed, 1, 8) >= 8);
}

/* Whatever the recording allows, the command may want all of it. */
static void
ranges_without_slices_are_as_if_there_could_be_none(void **state)
{
	const struct timeline t = { .sample_bytes = GB, .side_bytes = MB };

	(void)state;
	for (uint64_t jobs = 1; jobs < 100; jobs++)
		assert_int_equal(cost_ranges(&t, whole, 1, jobs),
		    ranges_of(GB, 0, MB, jobs));
	assert_true(
	    2 * cost_ranges(&t, whole, 1, 8) < cost_ranges(&t, sliced, 1, 8));
}

static void
inflating_for_every_slice_speaks_against_ranges(void **state)
{
	const struct timeline t = { .sample_bytes = GB };
	const struct timeline z = {
		.sample_bytes = GB, .index.inflated = true
	};

	(void)state;
	assert_true(
	    2 * cost_ranges(&z, sliced, 1, 8) < cost_ranges(&t, sliced, 1, 8));
	assert_true(
	    cost_ranges(&z, sliced, 1, 8) >= cost_ranges(&z, whole, 1, 8));
}

static void
what_all_jobs_read_past_speaks_against_ranges(void **state)
{
	(void)state;
	assert_true(ranges_of(0, GB, 0, 8) > 2 * ranges_of(0, GB, GB, 8));
	assert_true(ranges_of(0, GB, 0, 8) > 2 * ranges_of(GB, GB, 0, 8));
	assert_true(ranges_of(GB, 0, 10 * GB, 64) < ranges_of(GB, 0, 0, 64));
}

static void
there_is_always_a_range_and_never_a_silly_number_of_them(void **state)
{
	static const uint64_t size[] = { 0, 1, MB, GB, 1000 * GB,
		UINT64_MAX / 3 };
	static const uint64_t jobs[] = { 1, 2, 3, 64, 100000, UINT64_MAX };

	(void)state;
	for (size_t j = 0; j < LENGTH(jobs); j++)
		for (size_t s = 0; s < LENGTH(size); s++)
			for (size_t t = 0; t < LENGTH(size); t++) {
				uint64_t n = ranges_of(
				    size[s], size[t], size[s], jobs[j]);

				assert_true(n >= 1);
				if (size[s] <= GB && size[t] <= GB)
					assert_true(n <= 40000 + jobs[j]);
			}
}

static void
more_to_decode_is_never_cut_into_fewer_ranges(void **state)
{
	uint64_t seed = 20240124;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		uint64_t jobs = 1 + random_below(&seed, 200);
		uint64_t samples = random_below(&seed, 4 * GB);
		uint64_t trace = round % 2 ? random_below(&seed, 4 * GB) : 0;
		uint64_t side = random_below(&seed, GB);
		uint64_t more = 1 + random_below(&seed, GB);
		uint64_t n = ranges_of(samples, trace, side, jobs);

		assert_true(ranges_of(samples, trace + more, side, jobs) >= n);
		/* All read past the rest, so that it weighs against more. */
		assert_true(ranges_of(samples, trace, side + more, jobs) <= n);
		if (!trace)
			assert_true(
			    ranges_of(samples + more, 0, side, jobs) >= n);
	}
}

/* What the formula in the header gives, in fixed costs of a job. */
static double
estimate(double n, double jobs, double work)
{
	double turns = n < jobs ? 1 : n / jobs;

	return turns + work / jobs + work / n;
}

/* Trace of various sizes; work is what one job of each costs beside F. */
static const uint64_t traces[] = { 20 * MB, 40 * MB, 100 * MB, 400 * MB, GB };

static uint64_t
work_of(uint64_t trace_bytes)
{
	/* With jobs to spare no range is smaller than its fixed cost. */
	return ranges_of(0, trace_bytes, 0, UINT64_MAX);
}

static void
more_jobs_at_a_time_never_take_longer(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(traces); i++) {
		double work = work_of(traces[i]), last = 0;

		assert_true(work > 10);
		for (uint64_t jobs = 1; jobs < 5000; jobs++) {
			uint64_t n = ranges_of(0, traces[i], 0, jobs);
			double now = estimate(n, jobs, work);

			if (jobs > 1)
				assert_true(now <= last * 1.02);
			last = now;
		}
	}
}

static void
takes_the_multiple_of_jobs_that_is_estimated_to_be_fastest(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(traces); i++) {
		uint64_t work = work_of(traces[i]);

		for (uint64_t jobs = 1; jobs < work; jobs++) {
			uint64_t n = ranges_of(0, traces[i], 0, jobs);
			double here = estimate(n, jobs, work);

			for (uint64_t m = jobs; m < 4 * work; m += jobs)
				if (estimate(m, jobs, work) * 1.05 < here)
					fail_msg("%lu jobs, W is %lu F: %lu "
						 "ranges, %lu would be better",
					    jobs, work, n, m);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tiny_recording_is_one_range),
		cmocka_unit_test(all_jobs_have_as_many_ranges_of_a_big_one),
		cmocka_unit_test(slices_make_ranges_cheap),
		cmocka_unit_test(
		    fewer_ranges_are_best_where_stacks_are_counted),
		cmocka_unit_test(
		    fewer_ranges_are_best_where_samples_are_printed_by_us),
		cmocka_unit_test(
		    ranges_without_slices_are_as_if_there_could_be_none),
		cmocka_unit_test(
		    inflating_for_every_slice_speaks_against_ranges),
		cmocka_unit_test(what_all_jobs_read_past_speaks_against_ranges),
		cmocka_unit_test(
		    there_is_always_a_range_and_never_a_silly_number_of_them),
		cmocka_unit_test(more_to_decode_is_never_cut_into_fewer_ranges),
		cmocka_unit_test(more_jobs_at_a_time_never_take_longer),
		cmocka_unit_test(
		    takes_the_multiple_of_jobs_that_is_estimated_to_be_fastest),
	};

	return RUN(tests);
}
