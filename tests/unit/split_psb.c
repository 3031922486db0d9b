/* SPDX-License-Identifier: GPL-2.0-only */
/* Cuts by the PSBs of a trace, which are those of parallel-perf.py. */
#include "unit/testing.h"

#include <string.h>

#include "unit/random.h"
#include "unit/split_world.h"

/* Adds PSBs of a CPU each second of a span, both ends included. */
static void
add_psbs(struct world *w, uint32_t cpu, uint64_t from_s, uint64_t to_s)
{
	for (uint64_t s = from_s; s <= to_s; s++)
		trace_add_point(&w->timeline.trace, s * S, cpu);
}

/* Starts a world to be cut by PSBs. */
static void
start_psbs(struct world *w)
{
	split_world_start(w);
	w->split.by = SPLIT_PSB;
	split_world_want(w, 0, 1000 * S);
}

/* Returns how many PSBs of a CPU, or of all for CPUS, a range has. */
static size_t
psbs_in(const struct world *w, uint32_t cpu, const struct time_range *r)
{
	const struct trace *t = &w->timeline.trace;
	size_t count = 0;

	for (size_t i = 0; i < t->points; i++)
		if (t->point[i].time_ns >= r->start_ns &&
		    t->point[i].time_ns <= r->end_ns &&
		    (cpu == CPUS || t->point[i].cpu == cpu))
			count++;
	return count;
}

/* Compares a list with how many PSBs its ranges have. */
static void
assert_psbs(const struct world *w, uint32_t cpu, const size_t *psbs,
    size_t count)
{
	const struct time_ranges *pieces =
	    &w->pieces[cpu == CPUS || !w->split.per_cpu ? 0 : cpu];

	assert_int_equal(pieces->count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(psbs_in(w, cpu, &pieces->range[i]), psbs[i]);
}
#define PSBS(...) \
	(const size_t[]){ __VA_ARGS__ }, \
	    LENGTH(((const size_t[]){ __VA_ARGS__ }))

/*
 * As parallel-perf.py counts: the PSB that is the last of a range's number is
 * the first of the next range, and halves are rounded to the even number.
 */
static void
psbs_are_counted_and_rounded_as_the_ancestor_does(void **state)
{
	static const struct {
		uint64_t psbs, ranges;
		size_t psbs_of[6], count;
	} c[] = {
		{ 1, 4, { 1 }, 1 },
		{ 3, 2, { 1, 2 }, 2 }, /* 1.5 is 2 */
		{ 5, 2, { 2, 3 }, 2 }, /* 2.5 is 2, of which 2.5 are 2 */
		{ 7, 2, { 3, 4 }, 2 }, /* 3.5 is 4 */
		{ 9, 2, { 4, 5 }, 2 }, /* 4.5 is 4, of which 2.25 are 2 */
		{ 10, 4, { 1, 2, 2, 2, 3 }, 5 }, /* 2.5 is 2 */
		{ 14, 4, { 3, 4, 4, 3 }, 4 }, /* 3.5 is 4, 3.5 of which are 4 */
		{ 12, 3, { 3, 4, 5 }, 3 },
		{ 3, 100, { 0, 1, 2 }, 3 },
		{ 2, 2, { 2 }, 1 }, /* at 0 s and 1 s, 0 s being wanted first */
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct world w;

		start_psbs(&w);
		w.split.min_size = 1;
		w.split.ranges = c[i].ranges;
		add_psbs(&w, 0, c[i].psbs == 2 ? 0 : 1,
		    c[i].psbs == 2 ? 1 : c[i].psbs);
		split_world_cut(&w);
		assert_psbs(&w, CPUS, c[i].psbs_of, c[i].count);
		split_world_finish(&w);
	}
}

static void
a_range_starts_with_its_first_psb(void **state)
{
	struct world w;

	(void)state;
	start_psbs(&w);
	w.split.ranges = 2;
	add_psbs(&w, 0, 101, 200);
	split_world_cut(&w);
	assert_int_equal(w.pieces[0].count, 2);
	assert_int_equal(w.pieces[0].range[0].end_ns, 150 * S - 1);
	assert_int_equal(w.pieces[0].range[1].start_ns, 150 * S);
	split_world_finish(&w);
}

static void
ranges_have_a_least_number_of_psbs_unless_counted(void **state)
{
	static const struct {
		uint64_t ranges, jobs, min_size, count;
	} c[] = {
		{ 0, 4, 0, 2 }, /* at least 64, of which 100 are 1.6 */
		{ 0, 1, 0, 1 },
		{ 0, 4, 10, 4 },
		{ 0, 4, 50, 2 },
		{ 0, 4, 100, 1 },
		{ 0, 50, 5, 20 },
		{ 8, 4, 0, 8 }, /* the number goes before the least size */
		{ 8, 4, 100, 8 },
		{ 1, 4, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct world w;

		start_psbs(&w);
		add_psbs(&w, 0, 101, 200);
		w.split.ranges = c[i].ranges;
		w.split.jobs = c[i].jobs;
		w.split.min_size = c[i].min_size;
		split_world_cut(&w);
		assert_in_range(w.pieces[0].count, c[i].count,
		    c[i].count + (c[i].ranges == 8));
		split_world_finish(&w);
	}
}

static void
too_few_psbs_are_cut_by_time(void **state)
{
	struct world w;

	(void)state;
	start_psbs(&w);
	add_psbs(&w, 0, 1, 63);
	add_psbs(&w, EVENT_NO_CPU, 64, 200); /* which do not count */
	w.split.ranges = 4;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(250, 500, 750, 1000));
	w.split.ranges = 0;
	split_world_cut(&w);
	assert_true(is_wanted(&w, &w.pieces[0]));
	w.split.ranges = 4;
	w.split.min_size = 63;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(16, 32, 48, 1000));
	split_world_finish(&w);
}

static void
the_busiest_cpu_says_whether_psbs_are_too_few(void **state)
{
	struct world w;

	(void)state;
	start_psbs(&w);
	add_psbs(&w, 0, 1, 60);
	add_psbs(&w, 1, 61, 100);
	w.split.ranges = 4;
	w.split.min_size = 61;
	split_world_per_cpu(&w, 2);
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(250, 500, 750, 1000));
	assert_ends(&w.pieces[1], ENDS(250, 500, 750, 1000));
	w.split.min_size = 60;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(30, 1000));
	assert_ends(&w.pieces[1], ENDS(80, 1000));
	split_world_finish(&w);
}

static void
a_busy_cpu_has_more_ranges_than_an_idle_one(void **state)
{
	struct world w;

	(void)state;
	start_psbs(&w);
	time_ranges_add(&w.wanted, 1100 * S, 1200 * S);
	add_psbs(&w, 0, 1, 90);
	add_psbs(&w, 2, 100, 129);
	w.split.ranges = 4;
	split_world_per_cpu(&w, 4);
	split_world_cut(&w);
	assert_psbs(&w, 0, PSBS(29, 30, 31, 0));
	assert_psbs(&w, 2, PSBS(30, 0));
	assert_true(is_wanted(&w, &w.pieces[1]));
	assert_true(is_wanted(&w, &w.pieces[2]));
	assert_true(is_wanted(&w, &w.pieces[3]));
	split_world_finish(&w);
}

static void
psbs_of_cpus_that_are_not_shown_do_not_count(void **state)
{
	static const uint32_t shown[] = { 1, 3 };
	struct world w;

	(void)state;
	start_psbs(&w);
	w.split.ranges = 2;
	add_psbs(&w, 0, 1, 300);
	add_psbs(&w, 1, 301, 370);
	add_psbs(&w, 3, 371, 440);
	split_world_cut(&w);
	assert_psbs(&w, CPUS, PSBS(219, 221));
	w.split.cpu = shown;
	w.split.cpus = LENGTH(shown);
	split_world_cut(&w);
	assert_psbs(&w, 1, PSBS(69, 1));
	assert_psbs(&w, 3, PSBS(0, 70));
	w.split.per_cpu = true;
	split_world_cut(&w);
	assert_int_equal(w.pieces[0].count, 1);
	assert_int_equal(w.pieces[1].count, 1);
	split_world_finish(&w);
}

static void
psbs_of_one_time_stay_together(void **state)
{
	struct world w;

	(void)state;
	start_psbs(&w);
	for (int i = 0; i < 100; i++)
		add_psbs(&w, 0, 0, 0);
	w.split.ranges = 10;
	split_world_cut(&w);
	assert_true(is_wanted(&w, &w.pieces[0]));
	for (int i = 0; i < 100; i++)
		add_psbs(&w, 0, 7, 7);
	add_psbs(&w, 0, 8, 8);
	split_world_cut(&w);
	assert_in_range(w.pieces[0].count, 2, 3);
	assert_int_equal(w.pieces[0].range[1].start_ns, 7 * S);
	split_world_finish(&w);
}

static void
behind_psbs_of_one_time_is_the_next_cut(void **state)
{
	struct world w;

	(void)state;
	start_psbs(&w);
	for (int i = 0; i < 10; i++)
		add_psbs(&w, 0, 5, 5);
	add_psbs(&w, 0, 6, 15);
	w.split.ranges = 5;
	w.split.min_size = 1;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(5, 6, 10, 14, 1000));
	split_world_finish(&w);
}

static void
psbs_in_a_gap_do_not_count(void **state)
{
	struct world w;

	(void)state;
	start_psbs(&w);
	split_world_want(&w, 1 * S, 50 * S);
	time_ranges_add(&w.wanted, 101 * S, 150 * S);
	add_psbs(&w, 0, 0, 200);
	w.split.ranges = 4;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(25, 50, 50, 125, 150));
	split_world_finish(&w);
}

/* Rounds a / b to the nearest, halves to the even one. */
static uint64_t
round_even(uint64_t a, uint64_t b)
{
	uint64_t n = a / b, twice = 2 * (a % b);

	return n + (twice > b || (twice == b && n % 2));
}

/* Compares the cuts of a list with its PSBs; times differ, and none is 0. */
static void
assert_list(const struct world *w, uint32_t cpu, uint64_t each)
{
	const struct trace *t = &w->timeline.trace;
	const struct time_ranges *pieces = &w->pieces[cpu];
	uint64_t count = 0, here, n, seen = 0;
	size_t cuts = 0;

	for (size_t i = 0; i < t->points; i++)
		count += t->point[i].cpu == cpu;
	n = round_even(count, each);
	here = n > 1 ? (count + n - 1) / n : count;
	for (size_t i = 0; i < t->points; i++) {
		if (t->point[i].cpu != cpu)
			continue;
		if (++seen == count || seen % here)
			continue;
		assert_true(++cuts < pieces->count);
		assert_int_equal(
		    pieces->range[cuts].start_ns, t->point[i].time_ns);
	}
	assert_int_equal(pieces->count, cuts + 1);
}

static void
random_psbs_are_cut_into_equal_numbers(void **state)
{
	uint64_t seed = 20240130;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		uint64_t count = random_below(&seed, 400), each, at = 0;
		uint64_t busy = 1 + random_below(&seed, CPUS);
		struct world w;

		start_psbs(&w);
		w.split.ranges = 1 + random_below(&seed, 40);
		w.split.min_size = 1;
		split_world_per_cpu(&w, CPUS);
		for (uint64_t i = 0; i < count; i++)
			trace_add_point(&w.timeline.trace,
			    at += 1 + random_below(&seed, 2 * S),
			    random_below(&seed, busy));
		split_world_cut(&w);
		each = round_even(count, w.split.ranges);
		for (uint32_t i = 0; i < CPUS && count; i++)
			assert_list(&w, i, each ? each : 1);
		split_world_finish(&w);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    psbs_are_counted_and_rounded_as_the_ancestor_does),
		cmocka_unit_test(a_range_starts_with_its_first_psb),
		cmocka_unit_test(
		    ranges_have_a_least_number_of_psbs_unless_counted),
		cmocka_unit_test(too_few_psbs_are_cut_by_time),
		cmocka_unit_test(the_busiest_cpu_says_whether_psbs_are_too_few),
		cmocka_unit_test(a_busy_cpu_has_more_ranges_than_an_idle_one),
		cmocka_unit_test(psbs_of_cpus_that_are_not_shown_do_not_count),
		cmocka_unit_test(psbs_of_one_time_stay_together),
		cmocka_unit_test(behind_psbs_of_one_time_is_the_next_cut),
		cmocka_unit_test(psbs_in_a_gap_do_not_count),
		cmocka_unit_test(random_psbs_are_cut_into_equal_numbers),
	};

	return RUN(tests);
}
