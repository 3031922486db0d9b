/* SPDX-License-Identifier: GPL-2.0-only */
/* Cuts that were made before, against those that would be made today. */
#include "unit/testing.h"

#include "plan/reused_cuts.h"
#include "unit/split_world.h"

enum { CUTS_MAX = 24 };

/* Cuts at these seconds, of a CPU or of all. */
static void
cut_before(struct reused_cuts *cuts, uint32_t cpu, const uint64_t *second,
    size_t count)
{
	static struct reused_cut cut[CUTS_MAX];

	*cuts = (struct reused_cuts){ .cut = cut, .count = count };
	assert_in_range(count, 1, CUTS_MAX);
	for (size_t i = 0; i < count; i++)
		cut[i] = (struct reused_cut){ cpu, second[i] * S, 0 };
}

/* A hundred samples, of which four ranges are wanted by default. */
static void
start_hundred(struct world *w)
{
	split_world_start(w);
	add_each_second(w, 0, 1, 100);
	split_world_want(w, 1 * S, 100 * S);
	w->split.by = SPLIT_TIME;
	w->split.ranges = 4;
}

static void
cuts_inside_what_is_wanted_are_kept(void **state)
{
	struct reused_cuts cuts;
	struct world w;

	(void)state;
	start_hundred(&w);
	w.split.reused = &cuts;
	cut_before(&cuts, EVENT_NO_CPU, ENDS(0, 1, 20, 40, 60, 100, 101, 200));
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(20, 40, 60, 100, 100));
	split_world_want(&w, 1 * S, 100 * S - 1);
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(20, 40, 60, 100));
	/* Nobody wants what is between two spans. */
	split_world_want(&w, 1 * S, 50 * S);
	time_ranges_add(&w.wanted, 70 * S, 90 * S);
	cut_before(&cuts, EVENT_NO_CPU, ENDS(25, 50, 60, 70, 80, 90, 95));
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(25, 50, 50, 80, 90, 90));
	split_world_finish(&w);
}

static void
without_a_cut_inside_it_is_cut_as_today(void **state)
{
	struct reused_cuts cuts;
	struct world w;

	(void)state;
	start_hundred(&w);
	w.split.reused = &cuts;
	cut_before(&cuts, EVENT_NO_CPU, ENDS(0, 1, 101));
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(26, 50, 75, 100));
	cut_before(&cuts, 0, ENDS(20, 40, 60));
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(26, 50, 75, 100));
	split_world_finish(&w);
}

static void
pieces_twice_too_heavy_are_cut(void **state)
{
	static const enum split_by by[] = {
		SPLIT_TIME, SPLIT_SAMPLES, SPLIT_BYTES
	};
	struct reused_cuts cuts;
	struct world w;

	(void)state;
	for (size_t i = 0; i < LENGTH(by); i++) {
		start_hundred(&w);
		w.split.reused = &cuts;
		w.split.by = by[i];
		cut_before(&cuts, EVENT_NO_CPU, ENDS(10, 20, 60));
		split_world_cut(&w);
		assert_ends(&w.pieces[0], ENDS(10, 20, 60, 100));
		cut_before(&cuts, EVENT_NO_CPU, ENDS(10, 40));
		split_world_cut(&w);
		assert_int_equal(w.pieces[0].count, 4);
		assert_int_equal(w.pieces[0].range[1].start_ns, 10 * S);
		assert_int_equal(w.pieces[0].range[2].start_ns, 40 * S);
		assert_in_range(w.pieces[0].range[3].start_ns, 69 * S, 71 * S);
		split_world_finish(&w);
	}
}

static void
very_many_more_pieces_are_cut_as_today(void **state)
{
	static const uint64_t second[] = { 10, 20, 30, 40, 50, 60, 70, 80 };
	struct reused_cuts cuts;
	struct world w;

	(void)state;
	start_hundred(&w);
	w.split.reused = &cuts;
	for (size_t n = 1; n <= LENGTH(second); n++) {
		cut_before(&cuts, EVENT_NO_CPU, second, n);
		split_world_cut(&w);
		if (n <= 6)
			assert_int_equal(w.pieces[0].range[0].end_ns,
			    10 * S - 1);
		else
			assert_ends(&w.pieces[0], ENDS(26, 50, 75, 100));
		assert_in_range(w.pieces[0].count, 4, 7);
	}
	split_world_finish(&w);
}

static void
each_cpu_has_its_own_cuts(void **state)
{
	static struct reused_cut cut_of[] = { { 0, 20 * S, 0 },
		{ 0, 60 * S, 0 },
		{ 1, 50 * S, 0 }, { 3, 30 * S, 0 } };
	const struct reused_cuts cuts = { .cut = cut_of,
		.count = LENGTH(cut_of) };
	struct world w;

	(void)state;
	start_hundred(&w);
	add_each_second(&w, 1, 1, 100);
	w.split.by = SPLIT_SAMPLES;
	w.split.ranges = 2;
	w.split.reused = &cuts;
	split_world_per_cpu(&w, 3);
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(20, 60, 100));
	assert_ends(&w.pieces[1], ENDS(50, 100));
	assert_true(is_wanted(&w, &w.pieces[2]));
	split_world_finish(&w);
}

static void
kept_cuts_leave_knots_alone(void **state)
{
	struct reused_cuts cuts;
	struct world w;

	(void)state;
	start_hundred(&w);
	w.split.reused = &cuts;
	cut_before(&cuts, EVENT_NO_CPU, ENDS(20, 40, 60));
	w.timeline.order.printed_ns = 45 * S;
	order_record(&w.timeline.order, 39 * S, true);
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(20, 39, 60, 100));
	w.timeline.order.printed_ns = 61 * S;
	order_record(&w.timeline.order, 10 * S, true);
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(10, 61, 100));
	split_world_finish(&w);
}

/* Adds PSBs of a CPU each second of a span, both ends included. */
static void
add_psbs(struct world *w, uint32_t cpu, uint64_t from_s, uint64_t to_s)
{
	for (uint64_t s = from_s; s <= to_s; s++)
		trace_add_point(&w->timeline.trace, s * S, cpu);
	trace_find_points(&w->timeline.trace, 1); /* in order */
}

static void
heavy_pieces_of_a_trace_are_cut_at_its_psbs(void **state)
{
	struct reused_cuts cuts;
	struct world w;

	(void)state;
	start_hundred(&w);
	split_world_want(&w, 0, 1000 * S);
	add_psbs(&w, 0, 101, 200);
	w.split.by = SPLIT_PSB;
	w.split.reused = &cuts;
	cut_before(&cuts, EVENT_NO_CPU, ENDS(111, 141));
	split_world_cut(&w);
	assert_int_equal(w.pieces[0].count, 4);
	assert_int_equal(w.pieces[0].range[1].start_ns, 111 * S);
	assert_int_equal(w.pieces[0].range[2].start_ns, 141 * S);
	assert_int_equal(w.pieces[0].range[3].start_ns, 172 * S);
	cut_before(&cuts, EVENT_NO_CPU, ENDS(109));
	w.split.ranges = 6;
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(109, 128, 147, 166, 185, 1000));
	split_world_finish(&w);
}

static void
psbs_of_one_time_stay_together(void **state)
{
	struct reused_cuts cuts;
	struct world w;

	(void)state;
	start_hundred(&w);
	split_world_want(&w, 0, 1000 * S);
	for (int i = 0; i < 100; i++)
		add_psbs(&w, 0, 400, 400);
	add_psbs(&w, 0, 401, 500);
	w.split.by = SPLIT_PSB;
	w.split.reused = &cuts;
	cut_before(&cuts, EVENT_NO_CPU, ENDS(400));
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(400, 402, 1000));
	cut_before(&cuts, EVENT_NO_CPU, ENDS(300));
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(300, 402, 1000));
	split_world_finish(&w);
}

static void
each_cpu_keeps_cuts_of_its_trace(void **state)
{
	static struct reused_cut cut_of[] = { { 0, 121 * S, 0 },
		{ 2, 141 * S, 0 } };
	const struct reused_cuts cuts = { .cut = cut_of,
		.count = LENGTH(cut_of) };
	struct world w;

	(void)state;
	start_hundred(&w);
	split_world_want(&w, 0, 1000 * S);
	add_psbs(&w, 0, 101, 200);
	add_psbs(&w, 1, 101, 200);
	w.split.by = SPLIT_PSB;
	w.split.reused = &cuts;
	split_world_per_cpu(&w, 2);
	split_world_cut(&w);
	assert_ends(&w.pieces[0], ENDS(121, 1000));
	/* Of the other CPU nothing is kept: it is as without a past. */
	assert_ends(&w.pieces[1], ENDS(1000));
	split_world_finish(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_inside_what_is_wanted_are_kept),
		cmocka_unit_test(without_a_cut_inside_it_is_cut_as_today),
		cmocka_unit_test(pieces_twice_too_heavy_are_cut),
		cmocka_unit_test(very_many_more_pieces_are_cut_as_today),
		cmocka_unit_test(each_cpu_has_its_own_cuts),
		cmocka_unit_test(kept_cuts_leave_knots_alone),
		cmocka_unit_test(heavy_pieces_of_a_trace_are_cut_at_its_psbs),
		cmocka_unit_test(psbs_of_one_time_stay_together),
		cmocka_unit_test(each_cpu_keeps_cuts_of_its_trace),
	};

	return RUN(tests);
}
