/* SPDX-License-Identifier: GPL-2.0-only */
/* Which ranges depend on what, where perf prints records out of turn. */
#include "unit/testing.h"

#include "unit/contents_world.h"

static const struct telling file = { .name = "file" };
static const struct telling as_in_file = {
	.name = "without sample_id_all", .no_sample_id_all = true
};

/* Ranges 0 to 4 of a hundred nanoseconds each, but for the last. */
#define RANGES { { 0, 99, EVENT_NO_CPU }, { 100, 199, EVENT_NO_CPU }, \
	{ 200, 299, EVENT_NO_CPU }, { 300, 399, EVENT_NO_CPU }, \
	{ 400, UINT64_MAX, EVENT_NO_CPU } }, .ranges = 5
#define STEP_ROUND { ROUND, 0, 0, 0, 0 }

static void
rounds_matter_only_between_samples_of_a_range(void **state)
{
	static const struct story s = {
		.step = {
			{ SAMPLE, 7, 10, 1, 0 },
			{ SAMPLE, 7, 20, 2, 0 },
			{ SAMPLE, 7, 110, 3, 0 },
			STEP_ROUND,
			{ SAMPLE, 7, 310, 4, 0 },
			{ SAMPLE, 7, 320, 5, 0 },
		},
		.steps = 6,
		.range = RANGES,
	};
	static const struct edit c[] = {
		{ "first of all", INSERT, 0, NONE, STEP_ROUND },
		{ "at the end", INSERT, 6, NONE, STEP_ROUND },
		{ "between ranges", INSERT, 2, NONE, STEP_ROUND },
		{ "once more", INSERT, 3, NONE, STEP_ROUND },
		{ "not there", DROP, 3, NONE, { 0 } },
		{ "within a range", INSERT, 1, R(0), STEP_ROUND },
		{ "within another", INSERT, 5, R(3), STEP_ROUND },
	};

	(void)state;
	check_edits(&file, &s, c, LENGTH(c));
}

/* Up to 210 has been printed before the samples of 130 and 140 come. */
static const struct story late = {
	.step = {
		{ COMM, 7, 0, 1, 0 },
		{ SAMPLE, 7, 10, 2, 0 },
		{ SAMPLE, 8, 210, 3, 0 },
		STEP_ROUND,
		{ MMAP, 7, 190, 4, 0 },
		{ MMAP, 7, 205, 5, 0 },
		{ MMAP, 9, 206, 6, 0 },
		STEP_ROUND,
		{ SAMPLE, 7, 130, 7, 0 },
		{ SAMPLE, 7, 140, 8, 0 },
		{ SAMPLE, 7, 320, 9, 0 },
		STEP_ROUND,
		{ MMAP, 7, 330, 10, 0 },
		{ SAMPLE, 9, 410, 11, 0 },
	},
	.steps = 14,
	.range = RANGES,
};

static void
samples_out_of_turn_depend_on_all_that_came_before_them(void **state)
{
	static const struct edit c[] = {
		{ "before all", VALUE, 0, R(0) | R(1) | R(3), { 0 } },
		{ "of its range", VALUE, 4, R(1) | R(3), { 0 } },
		{ "behind its range", VALUE, 5, R(1) | R(3), { 0 } },
		{ "of another process", VALUE, 6, R(4), { 0 } },
		{ "of the kernel", BECOMES, 6, R(1) | R(2) | R(3) | R(4),
		    { MMAP, KERNEL, 206, 6, 0 } },
		{ "one more", INSERT, 7, R(1) | R(3), { MMAP, 7, 207, 1, 0 } },
		{ "what was printed", BECOMES, 2, R(1) | R(2),
		    { SAMPLE, 8, 220, 3, 0 } },
		{ "itself", VALUE, 8, R(1), { 0 } },
		{ "in another order", SWAP, 8, R(1), { 0 } },
		{ "not before a round", SWAP, 7, R(1), { 0 } },
		{ "but not what is behind", VALUE, 12, R(3), { 0 } },
		{ "nor later samples", VALUE, 13, R(4), { 0 } },
		{ "as is what was not printed", DROP, 3, R(1), { 0 } },
	};

	(void)state;
	check_edits(&file, &late, c, LENGTH(c));
}

static void
side_band_too_says_how_far_perf_prints(void **state)
{
	static const struct story s = {
		.step = {
			{ SAMPLE, 7, 10, 1, 0 },
			{ MMAP, 7, 205, 2, 0 },
			{ EXIT, 9, 210, 3, 0 },
			STEP_ROUND,
			STEP_ROUND,
			{ SAMPLE, 7, 130, 4, 0 },
			{ SAMPLE, 8, 410, 5, 0 },
		},
		.steps = 7,
		.range = RANGES,
	};
	static const struct edit c[] = {
		{ "what it printed", VALUE, 1, R(1), { 0 } },
		{ "further", BECOMES, 2, R(1), { EXIT, 9, 220, 3, 0 } },
		{ "not so far", DROP, 2, R(1), { 0 } },
	};

	(void)state;
	check_edits(&file, &s, c, LENGTH(c));
}

static void
in_turn_they_do_not(void **state)
{
	static const struct edit c[] = {
		{ "of its range", VALUE, 3, R(1) | R(3), { 0 } },
		{ "behind its range", VALUE, 4, R(3), { 0 } },
		{ "one more", INSERT, 6, R(3), { MMAP, 7, 207, 1, 0 } },
		{ "what would have been printed", BECOMES, 2, R(2),
		    { SAMPLE, 8, 220, 3, 0 } },
	};
	static const struct edit drop = { .how = DROP, .at = 3 };
	struct story s = late;

	(void)state;
	/* Without the first round nothing is printed that early. */
	s.steps = apply_edit(&drop, s.step, s.steps);
	check_edits(&file, &s, c, LENGTH(c));
}

static void
side_band_out_of_turn_counts_from_its_own_time_on(void **state)
{
	static const struct story s = {
		.step = {
			{ SAMPLE, 7, 10, 1, 0 },
			{ SAMPLE, 7, 110, 2, 0 },
			{ SAMPLE, 7, 210, 3, 0 },
			STEP_ROUND,
			STEP_ROUND,
			{ MMAP, 7, 130, 4, 0 },
			{ SAMPLE, 7, 310, 5, 0 },
		},
		.steps = 7,
		.range = RANGES,
	};
	static const struct edit c[] = {
		{ "another", VALUE, 5, R(1) | R(2) | R(3), { 0 } },
		{ "none", DROP, 5, R(1) | R(2) | R(3), { 0 } },
		{ "in turn", SWAP, 4, R(1) | R(2) | R(3), { 0 } },
		{ "behind more", BECOMES, 2, R(1) | R(2) | R(3),
		    { SAMPLE, 7, 220, 3, 0 } },
	};

	(void)state;
	check_edits(&file, &s, c, LENGTH(c));
}

static void
side_band_without_a_time_counts_behind_what_was_printed(void **state)
{
	static const struct story s = {
		.step = {
			{ COMM, 7, 0, 1, 0 },
			{ SAMPLE, 7, 10, 2, 0 },
			{ SAMPLE, 7, 110, 3, 0 },
			STEP_ROUND,
			{ SAMPLE, 7, 210, 4, 0 },
			STEP_ROUND,
			{ SAMPLE, 7, 310, 5, 0 },
			{ COMM, 7, 0, 6, 0 },
			{ KSYMBOL, 0, 0, 7, 0 },
			STEP_ROUND,
			{ MMAP, KERNEL, 0, 8, 0 },
			{ SAMPLE, 9, 410, 9, 0 },
		},
		.steps = 12,
		.range = RANGES,
	};
	static const struct edit c[] = {
		{ "nothing was", VALUE, 0, R(0) | R(1) | R(2) | R(3), { 0 } },
		{ "up to 110", VALUE, 7, R(1) | R(2) | R(3), { 0 } },
		{ "of no process", VALUE, 8, R(1) | R(2) | R(3) | R(4), { 0 } },
		{ "up to 210", VALUE, 10, R(2) | R(3) | R(4), { 0 } },
		{ "behind more", SWAP, 9, R(1) | R(2) | R(3) | R(4), { 0 } },
		{ "at the end", INSERT, 12, R(2) | R(3), { COMM, 7, 0, 1, 0 } },
	};

	(void)state;
	check_edits(&file, &s, c, LENGTH(c));
}

static void
samples_of_an_unknown_event_count_as_the_kernel_does(void **state)
{
	static const struct telling two_kinds = {
		.name = "two events", .two_kinds = true
	};
	static const struct story s = {
		.step = {
			{ SAMPLE, 7, 10, 1, 0 },
			{ UNKNOWN, 7, 20, 2, 0 },
			{ SAMPLE, 7, 110, 3, 0 },
			STEP_ROUND,
			{ SAMPLE, 7, 310, 4, 0 },
			STEP_ROUND,
			{ UNKNOWN, 7, 10, 5, 0 },
			{ SAMPLE, 7, 410, 6, 0 },
		},
		.steps = 8,
		.range = RANGES,
	};
	static const struct edit c[] = {
		{ "at once", VALUE, 1, R(0) | R(1) | R(2) | R(3) | R(4),
		    { 0 } },
		{ "behind what was printed", VALUE, 6,
		    R(1) | R(2) | R(3) | R(4), { 0 } },
		{ "unlike one that is known", VALUE, 4, R(3), { 0 } },
	};

	(void)state;
	check_edits(&two_kinds, &s, c, LENGTH(c));
}

/* Where perf prints in the order of the file. */
static void
without_sample_id_all_what_comes_before_a_sample_counts(void **state)
{
	static const struct story s = {
		.step = {
			{ SAMPLE, 7, 10, 1, 0 },
			{ SAMPLE, 8, 210, 2, 0 },
			{ COMM, 7, 0, 3, 0 },
			{ SAMPLE, 7, 130, 4, 0 },
			{ SAMPLE, 8, 310, 5, 0 },
			{ COMM, 7, 0, 6, 0 },
			{ SAMPLE, 7, 320, 7, 0 },
		},
		.steps = 7,
		.range = RANGES,
	};
	static const struct edit c[] = {
		{ "a name", VALUE, 2, R(1) | R(3), { 0 } },
		{ "one more", INSERT, 3, R(1) | R(3), { COMM, 7, 0, 1, 0 } },
		{ "behind it", VALUE, 5, R(3), { 0 } },
		{ "a sample before it", BECOMES, 1, R(1) | R(2) | R(3),
		    { SAMPLE, 8, 220, 2, 0 } },
		{ "no round", INSERT, 3, NONE, STEP_ROUND },
	};

	(void)state;
	check_edits(&as_in_file, &s, c, LENGTH(c));
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rounds_matter_only_between_samples_of_a_range),
		TEST(samples_out_of_turn_depend_on_all_that_came_before_them),
		TEST(side_band_too_says_how_far_perf_prints),
		TEST(in_turn_they_do_not),
		TEST(side_band_out_of_turn_counts_from_its_own_time_on),
		TEST(side_band_without_a_time_counts_behind_what_was_printed),
		TEST(samples_of_an_unknown_event_count_as_the_kernel_does),
		TEST(without_sample_id_all_what_comes_before_a_sample_counts),
	};

	return RUN(tests);
}
