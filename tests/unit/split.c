/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <math.h>
#include <string.h>

#include "plan/cost.h"
#include "plan/cutting.h"
#include "unit/capture.h"
#include "unit/random.h"
#include "unit/split_world.h"

static const struct cost_savings sliced = { .sliced = true };

static void
ways_to_split_have_names(void **state)
{
	(void)state;
	assert_null(split_by_name(SPLIT_DEFAULT));
	assert_string_equal(split_by_name(SPLIT_TIME), "time");
	assert_string_equal(split_by_name(SPLIT_SAMPLES), "samples");
	assert_string_equal(split_by_name(SPLIT_BYTES), "bytes");
	assert_string_equal(split_by_name(SPLIT_PSB), "psb");
}

static void
one_range_is_what_is_wanted(void **state)
{
	static const enum split_by by[] = {
		SPLIT_TIME, SPLIT_SAMPLES, SPLIT_BYTES, SPLIT_PSB
	};
	struct world w;

	(void)state;
	split_world_start(&w);
	add_each_second(&w, 0, 100, 200);
	split_world_want(&w, 90 * S, 150 * S);
	time_ranges_add(&w.wanted, 160 * S, 170 * S);
	w.split.ranges = 1;
	for (size_t i = 0; i < LENGTH(by); i++) {
		w.split.by = by[i];
		split_world_cut(&w);
		assert_true(is_wanted(&w, &w.pieces[0]));
	}
	split_world_finish(&w);
}

static void
a_recording_without_samples_stays_whole(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	split_world_want(&w, 0, 100 * S);
	w.split.ranges = 8;
	split_world_cut(&w);
	assert_true(is_wanted(&w, &w.pieces[0]));
	w.split.by = SPLIT_BYTES;
	split_world_per_cpu(&w, 3);
	split_world_cut(&w);
	for (int i = 0; i < 3; i++)
		assert_true(is_wanted(&w, &w.pieces[i]));
	split_world_finish(&w);
}

static void
one_sample_is_in_one_of_few_ranges(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	timeline_add(&w.timeline, 50 * S, 0, 10);
	split_world_want(&w, 50 * S, 50 * S);
	w.split.ranges = 8;
	split_world_cut(&w);
	assert_true(is_wanted(&w, &w.pieces[0]));
	split_world_want(&w, 0, 100 * S);
	split_world_cut(&w);
	assert_in_range(w.pieces[0].count, 1, 2);
	split_world_finish(&w);
}

static void
samples_of_one_time_stay_together(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	for (int i = 0; i < 5000; i++)
		timeline_add(&w.timeline, 50 * S, 0, 10);
	w.split.ranges = 8;
	split_world_want(&w, 50 * S, 50 * S);
	split_world_cut(&w);
	assert_true(is_wanted(&w, &w.pieces[0]));
	split_world_want(&w, 0, 100 * S);
	split_world_cut(&w);
	assert_in_range(w.pieces[0].count, 1, 8);
	w.split.ranges = 5000;
	w.split.by = SPLIT_BYTES;
	split_world_cut(&w);
	assert_in_range(w.pieces[0].count, 1, 1024 + 2); /* a bucket's ns */
	split_world_finish(&w);
}

static void
there_are_hardly_more_ranges_than_samples(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	add_each_second(&w, 0, 50, 52);
	split_world_want(&w, 0, 100 * S);
	w.split.ranges = 100000;
	split_world_cut(&w);
	assert_in_range(w.pieces[0].count, 3, 4);
	split_world_finish(&w);
}

static void
ranges_have_the_same_number_of_samples(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	/* Ten a second up to 110 s, then one. */
	for (uint64_t i = 0; i < 100; i++)
		timeline_add(&w.timeline, 100 * S + i * S / 10, 0, 10);
	add_each_second(&w, 1, 110, 209);
	split_world_want(&w, 99 * S, 210 * S);
	w.split.ranges = 4;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(105, 110, 159, 210));
	w.split.by = SPLIT_TIME;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(127, 154, 182, 210));
	split_world_finish(&w);
}

static void
one_huge_sample_weighs_by_its_bytes_alone(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	add_each_second(&w, 0, 100, 179);
	timeline_add(&w.timeline, 180 * S, 0, 60000);
	add_each_second(&w, 0, 181, 200);
	split_world_want(&w, 100 * S, 200 * S);
	w.split.ranges = 4;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(125, 150, 175, 200));
	w.split.by = SPLIT_BYTES;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(180, 180, 180, 200));
	split_world_finish(&w);
}

static void
a_cut_at_the_end_of_what_is_wanted_is_none(void **state)
{
	const uint64_t first_ns = UINT64_C(5) << 40;
	struct world w;

	(void)state;
	split_world_start(&w);
	timeline_add(&w.timeline, first_ns, 0, 10);
	timeline_add(&w.timeline, first_ns, 0, 10);
	/* Half of a bucket, and the second half would be in the next range. */
	split_world_want(&w, first_ns, first_ns + 511);
	w.split.ranges = 2;
	split_world_cut(&w);
	assert_true(is_wanted(&w, &w.pieces[0]));
	split_world_finish(&w);
}

static void
pieces_may_be_as_short_as_the_minimum(void **state)
{
	struct world w;
	uint64_t len_ns;

	(void)state;
	split_world_start(&w);
	add_each_second(&w, 0, 100, 199);
	split_world_want(&w, 100 * S, 199 * S);
	w.split.ranges = 4;
	split_world_cut(&w);
	len_ns = w.pieces[0].range[0].end_ns - 100 * S + 1;
	w.split.min_interval_ns = len_ns;
	split_world_cut(&w);
	assert_int_equal(w.pieces[0].range[0].end_ns - 100 * S + 1, len_ns);
	w.split.min_interval_ns = len_ns + 1;
	split_world_cut(&w);
	assert_true(w.pieces[0].range[0].end_ns - 100 * S > len_ns);
	split_world_finish(&w);
}

static void
each_cpu_is_cut_by_its_own_samples(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	add_each_second(&w, 0, 100, 120);
	add_each_second(&w, 2, 160, 200);
	split_world_want(&w, 99 * S, 201 * S);
	w.split.ranges = 2;
	split_world_per_cpu(&w, 3);
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(110, 201));
	assert_true(is_wanted(&w, &w.pieces[1]));
	assert_ends(&w.pieces[2], ENDS(180, 201));
	w.split.by = SPLIT_TIME;
	split_world_cut(&w);
	for (int i = 0; i < 3; i++)
		assert_ends(&w.pieces[i], ENDS(150, 201));
	split_world_finish(&w);
}

static void
what_is_not_wanted_does_not_count(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	add_each_second(&w, 0, 100, 200);
	split_world_want(&w, 120 * S - S / 2, 139 * S + S / 2);
	time_ranges_add(&w.wanted, 180 * S - S / 2, 189 * S + S / 2);
	w.split.ranges = 6;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(124, 129, 134, 140, 184, 190));
	w.split.ranges = 2;
	split_world_cut(&w);
	assert_true(is_wanted(&w, &w.pieces[0]));
	split_world_finish(&w);
}

static void
without_a_number_there_are_as_many_as_are_worth_it(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	add_each_second(&w, 0, 100, 200);
	w.timeline.sample_bytes = 1 << 30;
	split_world_want(&w, 100 * S, 200 * S);
	split_world_cut(&w);
	assert_true(cost_ranges(&w.timeline, sliced, 1, 4) > 4);
	assert_int_equal(w.pieces[0].count, cost_ranges(&w.timeline, sliced, 1, 4));
	w.split.by = SPLIT_TIME;
	split_world_cut(&w);
	assert_int_equal(w.pieces[0].count, 4);
	split_world_per_cpu(&w, 2);
	split_world_cut(&w);
	assert_true(is_wanted(&w, &w.pieces[1]));
	split_world_finish(&w);
}

/* All jobs pay the fixed cost, whichever CPU they are for. */
static void
as_many_as_are_worth_it_are_so_with_all_cpus_together(void **state)
{
	struct world w;
	size_t count = 0;

	(void)state;
	split_world_start(&w);
	for (uint32_t cpu = 0; cpu < CPUS; cpu++)
		add_each_second(&w, cpu, 100, 200);
	w.timeline.sample_bytes = 1 << 30;
	split_world_want(&w, 100 * S, 200 * S);
	split_world_per_cpu(&w, CPUS);
	split_world_cut(&w);
	for (int i = 0; i < CPUS; i++)
		count += w.pieces[i].count;
	assert_in_range(count, CPUS, cost_ranges(&w.timeline, sliced, 1, 4) + CPUS);
	split_world_finish(&w);
}

/* What is left out of --time costs next to nothing, and is no work to share. */
static void
of_a_small_part_fewer_ranges_are_worth_it(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	add_each_second(&w, 0, 100, 1100);
	w.timeline.sample_bytes = 1 << 30;
	split_world_want(&w, 500 * S, 510 * S);
	split_world_cut(&w);
	assert_int_equal(w.pieces[0].count, 1);
	split_world_finish(&w);
}

static void
cuts_by_time_are_those_of_time_ranges(void **state)
{
	struct time_ranges expected = { 0 };
	struct world w;

	(void)state;
	split_world_start(&w);
	split_world_want(&w, 0, 99);
	time_ranges_add(&w.wanted, 200, 299);
	w.split.by = SPLIT_TIME;
	w.split.ranges = 7;
	w.split.min_interval_ns = 20;
	split_world_cut(&w);
	assert_int_equal(time_ranges_into(&expected, &w.wanted, 7, 20), 0);
	assert_int_equal(w.pieces[0].count, expected.count);
	time_ranges_release(&expected);
	w.split.interval_ns = 10;
	split_world_cut(&w);
	assert_int_equal(w.pieces[0].count, 20);
	split_world_finish(&w);
}

static void
too_many_ranges_are_refused(void **state)
{
	struct world w;
	const char *said;
	int status;

	(void)state;
	split_world_start(&w);
	split_world_want(&w, 0, 1000 * S);
	w.split.by = SPLIT_TIME;
	w.split.interval_ns = S / 1000;
	split_world_per_cpu(&w, 2);
	capture_start();
	status = cutting_make(&w.split, &w.timeline, &w.wanted, w.pieces);
	said = capture_end();
	assert_int_equal(status, -1);
	assert_non_null(strstr(said, "at most 100000"));
	assert_null(w.pieces[0].range);
	assert_null(w.pieces[1].range);
	split_world_finish(&w);
}

/* Ties the times from first_ns to last_ns, as a sample that is late does. */
static void
tie(struct world *w, uint64_t first_ns, uint64_t last_ns)
{
	w->timeline.order.printed_ns = last_ns;
	order_record(&w->timeline.order, first_ns, true);
}

static void
cuts_move_off_knots(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	tie(&w, 120 * S, 135 * S);
	tie(&w, 140 * S, 151 * S);
	split_world_want(&w, 100 * S, 200 * S - 1);
	w.split.by = SPLIT_TIME;
	w.split.ranges = 4;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(120, 151, 175, 200));
	split_world_finish(&w);
}

static void
cuts_that_find_no_place_are_given_up(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	tie(&w, 90 * S, 170 * S);
	tie(&w, 195 * S, 300 * S);
	split_world_want(&w, 100 * S, 200 * S - 1);
	w.split.by = SPLIT_TIME;
	for (w.split.ranges = 2; w.split.ranges < 100; w.split.ranges++) {
		split_world_cut(&w);
		for (size_t i = 1; i < w.pieces[0].count; i++)
			assert_in_range(w.pieces[0].range[i].start_ns,
			    170 * S, 195 * S);
	}
	tie(&w, 90 * S, 300 * S);
	split_world_cut(&w);
	assert_true(is_wanted(&w, &w.pieces[0]));
	split_world_finish(&w);
}

static void
cuts_between_wanted_spans_stay_where_they_are(void **state)
{
	struct world w;

	(void)state;
	split_world_start(&w);
	tie(&w, 90 * S, 300 * S);
	split_world_want(&w, 100 * S, 140 * S);
	time_ranges_add(&w.wanted, 150 * S, 200 * S);
	w.split.by = SPLIT_TIME;
	w.split.ranges = 10;
	split_world_cut(&w);
	assert_true(is_wanted(&w, &w.pieces[0]));
	split_world_finish(&w);
}

static void
moving_cuts_keeps_to_the_minimum(void **state)
{
	(void)state;
	for (uint64_t by = 1; by < 50; by++) {
		struct world w;

		split_world_start(&w);
		add_each_second(&w, 0, 100, 199);
		tie(&w, (149 - by) * S, (150 + by) * S);
		split_world_want(&w, 100 * S, 199 * S);
		w.split.min_interval_ns = 30 * S;
		w.split.ranges = 2;
		split_world_cut(&w);
		for (size_t i = 0; i < w.pieces[0].count; i++)
			assert_true(w.pieces[0].range[i].end_ns -
			    w.pieces[0].range[i].start_ns + 1 >= 30 * S);
		split_world_finish(&w);
	}
}

/* Random samples, of which is known where they are. */
enum { SAMPLES = 400 };
struct samples {
	uint64_t time_ns[SAMPLES];
	uint16_t bytes[SAMPLES];
	uint32_t cpu[SAMPLES];
	size_t count;
};

/*
 * Fills a world with samples, and as many PSBs near them; where they are tied,
 * some come too late.
 */
static void
add_random(struct world *w, struct samples *s, bool tied, uint64_t *seed)
{
	uint64_t base = S + next_random(seed) / 8;
	uint64_t span = next_random(seed) >> (20 + random_below(seed, 40));
	uint64_t step = 1 + span / SAMPLES;

	s->count = random_below(seed, SAMPLES + 1);
	for (size_t i = 0; i < s->count; i++) {
		uint64_t late = tied && random_below(seed, 20) == 0 ?
		    random_below(seed, 20 * step) : 0;

		base += random_below(seed, 4) ? random_below(seed, step) : 0;
		s->time_ns[i] = base > late ? base - late : base;
		s->bytes[i] = random_below(seed, 100) ?
		    random_below(seed, 1000) : 60000;
		s->cpu[i] = random_below(seed, 1 + random_below(seed, CPUS));
		timeline_add(&w->timeline, s->time_ns[i], s->cpu[i],
		    s->bytes[i]);
		if (tied && random_below(seed, 5) == 0)
			order_round(&w->timeline.order);
		trace_add_point(&w->timeline.trace, base,
		    random_below(seed, 5) ? random_below(seed, CPUS) :
					    EVENT_NO_CPU);
	}
}

/* Wants one to three spans around the samples, with gaps between. */
static void
want_random(struct world *w, uint64_t *seed)
{
	uint64_t first_ns = w->timeline.first_ns, last_ns = w->timeline.last_ns;
	uint64_t span = last_ns - first_ns + 1;
	size_t count = 1 + random_below(seed, 3);
	uint64_t at = first_ns - random_below(seed, span / 8 + 1);

	time_ranges_release(&w->wanted);
	if (random_below(seed, 3) == 0) {
		split_world_want(w, first_ns, last_ns);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		uint64_t len = random_below(seed, span);

		time_ranges_add(&w->wanted, at, at + len);
		at += len + 2 + random_below(seed, span / 4 + 1);
	}
}

static void
choose_random(struct world *w, uint64_t *seed)
{
	static const enum split_by by[] = {
		SPLIT_TIME, SPLIT_SAMPLES, SPLIT_BYTES, SPLIT_PSB
	};
	uint64_t span = w->timeline.last_ns - w->timeline.first_ns + 1;

	w->split = (struct split){ .by = by[random_below(seed, LENGTH(by))],
		.ranges = random_below(seed, 50),
		.jobs = 4,
		.min_size = random_below(seed, 100) };
	if (random_below(seed, 10) == 0)
		w->split.ranges = 1 + random_below(seed, 10000);
	if (random_below(seed, 3) == 0)
		w->split.min_interval_ns = random_below(seed, span);
	if (random_below(seed, 5) == 0)
		w->split.interval_ns =
		    span / 100 + 1 + random_below(seed, span);
	if (random_below(seed, 2) == 0)
		split_world_per_cpu(w, 1 + random_below(seed, CPUS));
	else if (random_below(seed, 2) == 0) {
		w->split.cpu = w->cpu;
		w->split.cpus = CPUS - 1;
	}
}

/* Says that no piece is too short, but for those that nobody cut. */
static void
assert_minimum(const struct world *w, const struct time_ranges *pieces)
{
	for (size_t i = 0; i < pieces->count; i++) {
		const struct time_range *r = &pieces->range[i];
		uint64_t len = r->end_ns - r->start_ns + 1;
		bool whole = false;

		for (size_t k = 0; k < w->wanted.count; k++)
			if (!memcmp(r, &w->wanted.range[k], sizeof *r))
				whole = true;
		assert_true(whole || len >= w->split.min_interval_ns);
	}
}

static void
random_cuts_lose_nothing_and_leave_knots(void **state)
{
	uint64_t seed = 20240128;
	size_t knots = 0;

	(void)state;
	for (int round = 0; round < 300; round++) {
		bool tied = round % 2;
		struct samples s;
		struct world w;

		split_world_start(&w);
		add_random(&w, &s, tied, &seed);
		knots += w.timeline.order.knots;
		for (int i = 0; i < 12; i++) {
			want_random(&w, &seed);
			choose_random(&w, &seed);
			split_world_cut(&w);
			if (tied || w.split.by == SPLIT_TIME ||
			    w.split.by == SPLIT_PSB)
				continue;
			for (size_t c = 0; c < split_lists(&w.split); c++)
				assert_minimum(&w, &w.pieces[c]);
		}
		split_world_finish(&w);
	}
	assert_true(knots > 100);
}

/* What a CPU, or all for CPUS, has from a time to another. */
static uint64_t
weigh(const struct samples *s, enum split_by by, uint32_t cpu,
    uint64_t start_ns, uint64_t end_ns)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < s->count; i++)
		if ((cpu == CPUS || s->cpu[i] == cpu) &&
		    s->time_ns[i] >= start_ns && s->time_ns[i] <= end_ns)
			sum += by == SPLIT_BYTES ? s->bytes[i] : 1;
	return sum;
}

/* Says how much the fullest bucket around any sample has. */
static uint64_t
weigh_bucket(const struct samples *s, enum split_by by, uint32_t cpu,
    unsigned shift)
{
	uint64_t most = 0;

	for (size_t i = 0; i < s->count; i++) {
		uint64_t from = s->time_ns[i] >> shift << shift;
		uint64_t here = weigh(s, by, cpu, from,
		    from + ((uint64_t)1 << shift) - 1);

		if (here > most)
			most = here;
	}
	return most;
}

/* Compares the pieces of a list, apart from what is in a bucket. */
static void
assert_even(const struct world *w, const struct samples *s, uint32_t cpu,
    const struct density *d, const struct time_ranges *pieces)
{
	enum split_by by = w->split.by;
	uint64_t all = weigh(s, by, cpu, 0, UINT64_MAX);
	double share = (double)all / w->split.ranges;
	double bucket = weigh_bucket(s, by, cpu, d->shift);

	assert_true(pieces->count <= w->split.ranges);
	for (size_t i = 0; i < pieces->count; i++) {
		uint64_t here = weigh(s, by, cpu, pieces->range[i].start_ns,
		    pieces->range[i].end_ns);

		if (fabs(here - share) > 2 * bucket + 2)
			fail_msg("piece %zu of %zu: %lu of %lu, a bucket has "
				 "%.0f", i, pieces->count, here, all, bucket);
	}
}

static void
random_cuts_are_even_but_for_what_is_in_a_bucket(void **state)
{
	uint64_t seed = 20240129;

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct samples s;
		struct world w;

		split_world_start(&w);
		add_random(&w, &s, false, &seed);
		split_world_want(&w, w.timeline.first_ns, w.timeline.last_ns);
		w.split.by = round % 2 ? SPLIT_SAMPLES : SPLIT_BYTES;
		w.split.ranges = 1 + random_below(&seed, 30);
		split_world_cut(&w);
		assert_even(
		    &w, &s, CPUS, &w.timeline.density, &w.pieces[0]);
		split_world_per_cpu(&w, CPUS);
		split_world_cut(&w);
		for (uint32_t i = 0; i < CPUS; i++) {
			const struct cpu_samples *cpu =
			    timeline_cpu(&w.timeline, i);

			if (cpu)
				assert_even(
				    &w, &s, i, &cpu->density, &w.pieces[i]);
			else
				assert_true(is_wanted(&w, &w.pieces[i]));
		}
		split_world_finish(&w);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways_to_split_have_names),
		cmocka_unit_test(one_range_is_what_is_wanted),
		cmocka_unit_test(a_recording_without_samples_stays_whole),
		cmocka_unit_test(one_sample_is_in_one_of_few_ranges),
		cmocka_unit_test(samples_of_one_time_stay_together),
		cmocka_unit_test(there_are_hardly_more_ranges_than_samples),
		cmocka_unit_test(ranges_have_the_same_number_of_samples),
		cmocka_unit_test(one_huge_sample_weighs_by_its_bytes_alone),
		cmocka_unit_test(a_cut_at_the_end_of_what_is_wanted_is_none),
		cmocka_unit_test(pieces_may_be_as_short_as_the_minimum),
		cmocka_unit_test(each_cpu_is_cut_by_its_own_samples),
		cmocka_unit_test(what_is_not_wanted_does_not_count),
		cmocka_unit_test(
		    without_a_number_there_are_as_many_as_are_worth_it),
		cmocka_unit_test(
		    as_many_as_are_worth_it_are_so_with_all_cpus_together),
		cmocka_unit_test(of_a_small_part_fewer_ranges_are_worth_it),
		cmocka_unit_test(cuts_by_time_are_those_of_time_ranges),
		cmocka_unit_test(too_many_ranges_are_refused),
		cmocka_unit_test(cuts_move_off_knots),
		cmocka_unit_test(cuts_that_find_no_place_are_given_up),
		cmocka_unit_test(cuts_between_wanted_spans_stay_where_they_are),
		cmocka_unit_test(moving_cuts_keeps_to_the_minimum),
		cmocka_unit_test(random_cuts_lose_nothing_and_leave_knots),
		cmocka_unit_test(
		    random_cuts_are_even_but_for_what_is_in_a_bucket),
	};

	return RUN(tests);
}
