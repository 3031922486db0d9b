/* SPDX-License-Identifier: GPL-2.0-only */
/* The texts were tried with perf script --time of perf 6.1. */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>

#include "plan/time_ranges.h"
#include "unit/capture.h"

#define S UINT64_C(1000000000)

/* From 100 to 200 s; percentages are of 1000 ns, from 1000 to 2000. */
static const struct time_bounds bounds = { 100 * S, 200 * S, 1000, 2000 };

struct parse_case {
	const char *text;
	size_t count;
	struct time_range range[3];
	bool open_end;
};

static void
check_parses(const struct parse_case *c, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct time_ranges t = { 0 };

		if (time_ranges_parse(&t, c[i].text, &bounds))
			fail_msg("'%s' was not read", c[i].text);
		assert_int_equal(t.count, c[i].count);
		for (size_t r = 0; r < t.count; r++) {
			assert_int_equal(t.range[r].start_ns,
			    c[i].range[r].start_ns);
			assert_int_equal(t.range[r].end_ns,
			    c[i].range[r].end_ns);
		}
		assert_int_equal(t.open_end, c[i].open_end);
		time_ranges_release(&t);
	}
}

static void
reads_spans_with_open_ends(void **state)
{
	static const struct parse_case c[] = {
		{ NULL, 1, { { 100 * S, 200 * S } }, true },
		{ "110,120", 1, { { 110 * S, 120 * S } }, false },
		{ "110.5,120.000000001", 1,
		    { { 110 * S + S / 2, 120 * S + 1 } }, false },
		{ "110.,120", 1, { { 110 * S, 120 * S } }, false },
		{ "110,", 1, { { 110 * S, 200 * S } }, true },
		{ "110,0", 1, { { 110 * S, 200 * S } }, true },
		{ ",120", 1, { { 100 * S, 120 * S } }, false },
		{ "0,120", 1, { { 100 * S, 120 * S } }, false },
		{ ",", 1, { { 100 * S, 200 * S } }, true },
		{ "300,", 1, { { 300 * S, 300 * S } }, true },
		{ ",50", 1, { { 50 * S, 50 * S } }, false },
		{ "120,120", 1, { { 120 * S, 120 * S } }, false },
	};

	(void)state;
	check_parses(c, LENGTH(c));
}

static void
reads_several_spans(void **state)
{
	static const struct parse_case c[] = {
		{ "110,120 130,140", 2,
		    { { 110 * S, 120 * S }, { 130 * S, 140 * S } }, false },
		{ " 110,120  130,140 150,", 3,
		    { { 110 * S, 120 * S }, { 130 * S, 140 * S },
			{ 150 * S, 200 * S } }, true },
		{ "110, 120 130,140", 2,
		    { { 110 * S, 120 * S }, { 130 * S, 140 * S } }, false },
		{ "110,120\t130,140", 2,
		    { { 110 * S, 120 * S }, { 130 * S, 140 * S } }, false },
	};

	(void)state;
	check_parses(c, LENGTH(c));
}

static void
reads_percentages(void **state)
{
	static const struct parse_case c[] = {
		{ "50%", 1, { { 1000, 1499 } }, false },
		{ "100%", 1, { { 1000, 2000 } }, false },
		{ "10%/2", 1, { { 1100, 1199 } }, false },
		{ "10%/10", 1, { { 1900, 2000 } }, false },
		{ "10%/1,10%/3", 2, { { 1000, 1099 }, { 1200, 1299 } }, false },
		{ "0%-10%,30%-40%", 2, { { 1000, 1099 }, { 1300, 1399 } },
		    false },
		{ "0%-30%,20%-40%", 1, { { 1000, 1399 } }, false },
		{ "0%-100%", 1, { { 1000, 2000 } }, false },
		{ "0.1%/1", 1, { { 1000, 1000 } }, false },
	};

	(void)state;
	check_parses(c, LENGTH(c));
}

/*
 * perf shows nothing from before the start of the part that is named first,
 * so that a later part may be cut short or gone.
 */
static void
parts_out_of_order_are_put_in_order_and_joined(void **state)
{
	static const struct parse_case c[] = {
		{ "30%-40%,0%-10%", 2, { { 1000, 1099 }, { 1300, 1399 } },
		    false },
		{ "20%-40%,0%-30%", 1, { { 1000, 1399 } }, false },
	};

	(void)state;
	check_parses(c, LENGTH(c));
}

static void
check_refusals(const char *const *text, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct time_ranges t = { 0 };
		int status;
		const char *said;

		capture_start();
		status = time_ranges_parse(&t, text[i], &bounds);
		said = capture_end();
		time_ranges_release(&t);
		if (!status)
			fail_msg("'%s' was read", text[i]);
		assert_non_null(strstr(said, text[i]));
	}
}

static void
refuses_what_perf_refuses(void **state)
{
	static const char *const text[] = { "", " ", "5", "2,1", "-1,2",
		"0x1,2", "1,2,3", "1,2,3,4", "1.0000000001,2", "1,2 2,3",
		"1,2 3", "3,4 1,2", "a,b", "1s,2s", "1,2;", "10%-", "0%/1",
		"10%/0", "10%/11", "10%/-1", "110%", "10%,20%", "10%-x%",
		"10%/x", "%", "-10%-10%", "inf%" };

	(void)state;
	check_refusals(text, LENGTH(text));
}

/* perf takes blanks only before a value, or before a span but the first. */
static void
refuses_blanks_where_perf_has_none(void **state)
{
	static const char *const text[] = { "1,2 ", "5, ", " ,5" };

	(void)state;
	check_refusals(text, LENGTH(text));
}

/* An open start counts as 0 when perf compares it with the span before. */
static void
refuses_an_open_start_after_another_span(void **state)
{
	static const char *const text[] = { "1,2 ,150", "110,120 ,150" };

	(void)state;
	check_refusals(text, LENGTH(text));
}

static void
cuts_by_interval_to_the_nearest_number_of_pieces(void **state)
{
	static const struct {
		double interval_ns;
		size_t count;
	} c[] = { { 10, 10 }, { 30, 3 }, { 60, 2 }, { 70, 1 }, { 1000, 1 },
		{ 1, 100 }, { 0.25, 1 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct time_ranges whole = { 0 }, pieces = { 0 };

		time_ranges_add(&whole, 100, 199);
		assert_int_equal(time_ranges_by_interval(&pieces, &whole,
		    c[i].interval_ns), 0);
		assert_int_equal(pieces.count, c[i].count);
		assert_true(time_ranges_rejoin(&pieces, &whole));
		time_ranges_release(&pieces);
		time_ranges_release(&whole);
	}
}

static void
the_last_piece_takes_what_is_left_over(void **state)
{
	struct time_ranges whole = { 0 }, pieces = { 0 };

	(void)state;
	time_ranges_add(&whole, 0, 10);
	assert_int_equal(time_ranges_into(&pieces, &whole, 3, 0), 0);
	assert_int_equal(pieces.count, 3);
	assert_int_equal(pieces.range[0].end_ns, 2);
	assert_int_equal(pieces.range[1].start_ns, 3);
	assert_int_equal(pieces.range[2].start_ns, 6);
	assert_int_equal(pieces.range[2].end_ns, 10);
	time_ranges_release(&pieces);
	time_ranges_release(&whole);
}

static void
keeps_to_the_minimum_and_to_the_spans(void **state)
{
	static const struct {
		uint64_t n, min_ns;
		size_t count;
	} c[] = { { 1, 0, 2 }, { 2, 0, 2 }, { 4, 0, 4 }, { 10, 0, 10 },
		{ 10, 50, 4 }, { 10, 1000, 2 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct time_ranges whole = { 0 }, pieces = { 0 };

		time_ranges_add(&whole, 0, 99);
		time_ranges_add(&whole, 200, 299);
		assert_int_equal(time_ranges_into(&pieces, &whole, c[i].n,
		    c[i].min_ns), 0);
		assert_int_equal(pieces.count, c[i].count);
		assert_true(time_ranges_rejoin(&pieces, &whole));
		time_ranges_release(&pieces);
		time_ranges_release(&whole);
	}
}

static void
refuses_too_many_pieces_before_making_any(void **state)
{
	static const uint64_t n[] = { TIME_RANGES_MAX + 1, UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < LENGTH(n); i++) {
		struct time_ranges whole = { 0 }, pieces = { 0 };
		const char *said;
		int status;

		time_ranges_add(&whole, 0, UINT64_C(1) << 60);
		capture_start();
		status = time_ranges_into(&pieces, &whole, n[i], 0);
		said = capture_end();
		assert_int_equal(status, -1);
		assert_null(pieces.range);
		assert_non_null(strstr(said, "at most 100000"));
		time_ranges_release(&whole);
	}
}

static void
rejoining_finds_gaps_overlaps_and_shifts(void **state)
{
	static const struct {
		size_t count;
		struct time_range range[3];
		bool rejoins;
	} c[] = {
		{ 1, { { 10, 19 } }, true },
		{ 2, { { 10, 14 }, { 15, 19 } }, true },
		{ 3, { { 10, 10 }, { 11, 18 }, { 19, 19 } }, true },
		{ 0, { { 0, 0 } }, false },
		{ 2, { { 10, 14 }, { 16, 19 } }, false },
		{ 2, { { 10, 15 }, { 15, 19 } }, false },
		{ 1, { { 11, 19 } }, false },
		{ 1, { { 10, 18 } }, false },
		{ 1, { { 10, 20 } }, false },
		{ 2, { { 10, 19 }, { 20, 29 } }, false },
		{ 2, { { 15, 19 }, { 10, 14 } }, false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct time_ranges whole = { 0 }, pieces = { 0 };

		time_ranges_add(&whole, 10, 19);
		for (size_t r = 0; r < c[i].count; r++)
			time_ranges_add(&pieces, c[i].range[r].start_ns,
			    c[i].range[r].end_ns);
		assert_int_equal(
		    time_ranges_rejoin(&pieces, &whole), c[i].rejoins);
		time_ranges_release(&pieces);
		time_ranges_release(&whole);
	}
}

/* A generator of our own gives the same numbers with every libc. */
static uint64_t
next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Says that pieces are ordered and cover the whole without the function. */
static void
assert_covers(const struct time_ranges *pieces, const struct time_ranges *whole)
{
	uint64_t covered = 0, wanted = 0;

	for (size_t i = 0; i < whole->count; i++)
		wanted += whole->range[i].end_ns - whole->range[i].start_ns + 1;
	for (size_t i = 0; i < pieces->count; i++) {
		const struct time_range *r = &pieces->range[i];

		assert_true(r->start_ns <= r->end_ns);
		if (i)
			assert_true(pieces->range[i - 1].end_ns < r->start_ns);
		covered += r->end_ns - r->start_ns + 1;
	}
	assert_int_equal(covered, wanted);
	assert_true(time_ranges_rejoin(pieces, whole));
}

static void
random_cuts_cover_exactly_and_in_order(void **state)
{
	uint64_t seed = 20240117;

	(void)state;
	for (int round = 0; round < 4000; round++) {
		struct time_ranges whole = { 0 }, pieces = { 0 };
		uint64_t at = next_random(&seed) >> 8;
		size_t count = 1 + next_random(&seed) % 4;
		unsigned shift = 20 + next_random(&seed) % 40;

		for (size_t i = 0; i < count; i++) {
			uint64_t len = next_random(&seed) >> shift;

			time_ranges_add(&whole, at, at + len);
			at += len + 1 + next_random(&seed) % 3;
		}
		assert_int_equal(time_ranges_into(&pieces, &whole,
		    1 + next_random(&seed) % 300, next_random(&seed) % 1000),
		    0);
		assert_covers(&pieces, &whole);
		time_ranges_release(&pieces);
		time_ranges_release(&whole);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_spans_with_open_ends),
		cmocka_unit_test(reads_several_spans),
		cmocka_unit_test(reads_percentages),
		cmocka_unit_test(
		    parts_out_of_order_are_put_in_order_and_joined),
		cmocka_unit_test(refuses_what_perf_refuses),
		cmocka_unit_test(refuses_blanks_where_perf_has_none),
		cmocka_unit_test(refuses_an_open_start_after_another_span),
		cmocka_unit_test(
		    cuts_by_interval_to_the_nearest_number_of_pieces),
		cmocka_unit_test(the_last_piece_takes_what_is_left_over),
		cmocka_unit_test(keeps_to_the_minimum_and_to_the_spans),
		cmocka_unit_test(refuses_too_many_pieces_before_making_any),
		cmocka_unit_test(rejoining_finds_gaps_overlaps_and_shifts),
		cmocka_unit_test(random_cuts_cover_exactly_and_in_order),
	};

	return RUN(tests);
}
