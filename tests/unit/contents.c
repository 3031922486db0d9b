/* SPDX-License-Identifier: GPL-2.0-only */
/* Which ranges depend on what, where all records are in order. */
#include "unit/testing.h"

#include "unit/contents_world.h"

#define ALL 15u

/* All ways to write the same. */
static const struct telling tellings[] = {
	{ .name = "file" },
	{ .name = "pipe", .options = { .layout = WRITER_PIPE } },
	{ .name = "folder", .options = { .layout = WRITER_FOLDER } },
	{ .name = "swapped", .options = { .swap = true } },
	{ .name = "swapped pipe",
	    .options = { .layout = WRITER_PIPE, .swap = true } },
	{ .name = "version 1", .options = { .version_1 = true } },
	{ .name = "compressed", .options = { .compress = 200 } },
	{ .name = "compressed2",
	    .options = { .compress = 1000, .compressed2 = true } },
	{ .name = "compressed pipe",
	    .options = { .layout = WRITER_PIPE, .compress = 13 } },
	{ .name = "compressed folder",
	    .options = { .layout = WRITER_FOLDER, .compress = 200 } },
	{ .name = "without sample_id_all", .no_sample_id_all = true },
	{ .name = "swapped without sample_id_all",
	    .options = { .swap = true, .compress = 32768 },
	    .no_sample_id_all = true },
};

/*
 * Process 7 has samples in the ranges 0, 1 and 3; 8 has some in 1; 10, which 8
 * forked, in 2 and 3; 9 and 11 have none.  What is no sample comes behind one
 * of its range, so that it counts from there on without a time, too.
 */
static const struct story usual = {
	.step = {
		{ MMAP, KERNEL, 0, 1, 0 },
		{ COMM, 7, 0, 2, 0 },
		{ COMM, 8, 0, 3, 0 },
		{ COMM, 9, 0, 4, 0 },
		{ SAMPLE, 7, 110, 5, 0 },
		{ SAMPLE, 7, 120, 6, 1 },
		{ COMM, 7, 130, 7, 1 },
		{ FORK, 10, 140, 8, 1 },
		{ COMM, 9, 150, 8, 1 },
		{ SAMPLE, 7, 210, 9, 1 },
		{ MMAP, 8, 220, 10, 1 },
		{ COMM, 10, 230, 11, 1 },
		{ KSYMBOL, 7, 240, 12, 1 },
		{ SAMPLE, 8, 250, 13, 1 },
		{ SAMPLE, 8, 250, 14, 1 },
		{ MMAP, 7, 260, 15, 1 },
		{ SAMPLE, 10, 310, 16, 1 },
		{ MMAP, KERNEL, 320, 17, 1 },
		{ EXIT, 9, 325, 1, 1 },
		{ SAMPLE, 10, 330, 19, 1 },
		{ FORK, 11, 335, 10, 1 },
		{ COMM, 8, 340, 21, 1 },
		{ SAMPLE, 7, 410, 22, 1 },
		{ SAMPLE, 10, 420, 23, 1 },
		{ COMM, 11, 430, 24, 1 },
	},
	.steps = 25,
	.range = { { 0, 199, EVENT_NO_CPU }, { 200, 299, EVENT_NO_CPU },
		{ 300, 399, EVENT_NO_CPU },
		{ 400, UINT64_MAX, EVENT_NO_CPU } },
	.ranges = 4,
};

/* Makes changes in every way to write a recording. */
static void
check_all(const struct edit *edit, size_t count)
{
	for (size_t i = 0; i < LENGTH(tellings); i++)
		check_edits(&tellings[i], &usual, edit, count);
}

static void
a_sample_changes_its_range_only(void **state)
{
	static const struct edit c[] = {
		{ "nothing", VALUE, STEPS_MAX, NONE, { 0 } },
		{ "the first", VALUE, 4, R(0), { 0 } },
		{ "the second", VALUE, 5, R(0), { 0 } },
		{ "one of range 1", VALUE, 9, R(1), { 0 } },
		{ "one of range 2", VALUE, 16, R(2), { 0 } },
		{ "the last", VALUE, 23, R(3), { 0 } },
		{ "of another process", BECOMES, 9, R(1),
		    { SAMPLE, 9, 210, 9, 1 } },
		{ "on another CPU", BECOMES, 23, R(3),
		    { SAMPLE, 10, 420, 23, 2 } },
		{ "order of one time", SWAP, 13, R(1), { 0 } },
		{ "one more", INSERT, 14, R(1), { SAMPLE, 8, 250, 1, 1 } },
		{ "one less", DROP, 14, R(1), { 0 } },
		{ "the same again", INSERT, 9, R(1),
		    { SAMPLE, 7, 210, 9, 1 } },
	};

	(void)state;
	check_all(c, LENGTH(c));
}

/* Side-band without times counts from that of the last sample on. */
static void
a_sample_of_another_time_changes_its_ranges_only(void **state)
{
	static const struct edit c[] = {
		{ "in its range", BECOMES, 9, R(1), { SAMPLE, 7, 211, 9, 1 } },
		{ "into the range before", BECOMES, 9, R(0) | R(1),
		    { SAMPLE, 7, 199, 9, 1 } },
		{ "one more", INSERT, 17, R(2), { SAMPLE, 10, 315, 1, 1 } },
		{ "one less", DROP, 9, R(1), { 0 } },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(tellings); i++)
		if (!tellings[i].no_sample_id_all)
			check_edits(&tellings[i], &usual, c, LENGTH(c));
}

static void
what_is_appended_changes_the_last_range_only(void **state)
{
	static const struct edit c[] = {
		{ "a sample", INSERT, 25, R(3), { SAMPLE, 7, 500, 1, 1 } },
		{ "of a new one", INSERT, 25, R(3), { SAMPLE, 12, 500, 1, 1 } },
		{ "its name", INSERT, 25, R(3), { COMM, 7, 500, 1, 1 } },
		{ "a program", INSERT, 25, R(3), { KSYMBOL, 7, 500, 1, 1 } },
		{ "a module", INSERT, 25, R(3), { MMAP, KERNEL, 500, 1, 1 } },
		{ "another's end", INSERT, 25, NONE, { EXIT, 9, 500, 1, 1 } },
	};

	(void)state;
	check_all(c, LENGTH(c));
}

static void
side_band_changes_the_ranges_of_its_process_from_there_on(void **state)
{
	static const struct edit c[] = {
		{ "before all", VALUE, 1, R(0) | R(1) | R(3), { 0 } },
		{ "in range 0", VALUE, 6, R(0) | R(1) | R(3), { 0 } },
		{ "in range 1", VALUE, 15, R(1) | R(3), { 0 } },
		{ "one more", INSERT, 20, R(3), { MMAP, 7, 331, 1, 1 } },
		{ "one less", DROP, 6, R(0) | R(1) | R(3), { 0 } },
		{ "of another", BECOMES, 6, R(0) | R(1) | R(2) | R(3),
		    { COMM, 10, 130, 7, 1 } },
		{ "of a child", VALUE, 11, R(2) | R(3), { 0 } },
	};

	(void)state;
	check_all(c, LENGTH(c));
}

static void
side_band_of_others_changes_nothing(void **state)
{
	static const struct edit c[] = {
		{ "before all", VALUE, 3, NONE, { 0 } },
		{ "in a range", VALUE, 8, NONE, { 0 } },
		{ "an end", VALUE, 18, NONE, { 0 } },
		{ "one more", INSERT, 9, NONE, { COMM, 12, 160, 1, 1 } },
		{ "one less", DROP, 8, NONE, { 0 } },
		{ "of a child", VALUE, 24, NONE, { 0 } },
		{ "who made it", VALUE, 20, NONE, { 0 } },
		{ "at the end", INSERT, 25, NONE, { MMAP, 11, 500, 1, 1 } },
	};

	(void)state;
	check_all(c, LENGTH(c));
}

static void
side_band_of_parents_changes_the_ranges_of_their_children(void **state)
{
	static const struct edit c[] = {
		{ "before all", VALUE, 2, R(1) | R(2) | R(3), { 0 } },
		{ "of both", VALUE, 10, R(1) | R(2) | R(3), { 0 } },
		{ "later than its own", VALUE, 21, R(2) | R(3), { 0 } },
		{ "another parent", VALUE, 7, R(2) | R(3), { 0 } },
		{ "one more parent", INSERT, 25, R(3),
		    { FORK, 10, 430, 9, 1 } },
		{ "of one before", INSERT, 25, R(3), { FORK, 7, 430, 8, 1 } },
		{ "a grandparent", BECOMES, 18, R(2) | R(3),
		    { FORK, 8, 325, 9, 1 } },
	};

	(void)state;
	check_all(c, LENGTH(c));
}

static void
the_kernel_changes_all_ranges_from_there_on(void **state)
{
	static const struct edit c[] = {
		{ "before all", VALUE, 0, ALL, { 0 } },
		{ "in range 2", VALUE, 17, R(2) | R(3), { 0 } },
		{ "of no process", VALUE, 12, R(1) | R(2) | R(3), { 0 } },
		{ "of the idle task", INSERT, 17, R(2) | R(3),
		    { MMAP, 0, 315, 1, 1 } },
		{ "one more", INSERT, 10, R(1) | R(2) | R(3),
		    { KSYMBOL, 7, 215, 1, 1 } },
		{ "one less", DROP, 17, R(2) | R(3), { 0 } },
	};

	(void)state;
	check_all(c, LENGTH(c));
}

static void
samples_of_no_process_depend_on_the_kernel_only(void **state)
{
	static const struct telling nameless = {
		.name = "no pids", .no_pids = true
	};
	static const struct edit c[] = {
		{ "of a process", VALUE, 3, 0, { 0 } },
		{ "of another", VALUE, 18, 0, { 0 } },
		{ "a sample", VALUE, 9, R(1), { 0 } },
	};
	/* Those of a process that is gone. */
	static const struct edit gone[] = {
		{ "a sample", VALUE, 9, R(1), { 0 } },
		{ "never sampled", VALUE, 8, 0, { 0 } },
		{ "of some", VALUE, 6, R(0) | R(3), { 0 } },
	};
	struct story s = usual;

	(void)state;
	check_edits(&nameless, &usual, c, LENGTH(c));
	s.step[9].pid = UINT32_MAX;
	check_edits(&tellings[0], &s, gone, LENGTH(gone));
}

/* perf takes it in at once, before any sample. */
static void
side_band_without_a_time_counts_for_all_ranges_in_a_pipe(void **state)
{
	static const struct telling timeless = {
		.name = "pipe without sample_id_all",
		.options = { .layout = WRITER_PIPE }, .no_sample_id_all = true
	};
	static const struct edit c[] = {
		{ "of a process", VALUE, 15, R(0) | R(1) | R(3), { 0 } },
		{ "at the end", INSERT, 25, R(0) | R(1) | R(3),
		    { COMM, 7, 0, 1, 1 } },
		{ "of the kernel", VALUE, 17, ALL, { 0 } },
		{ "of none", VALUE, 18, NONE, { 0 } },
		{ "a sample", VALUE, 9, R(1), { 0 } },
	};

	(void)state;
	check_edits(&timeless, &usual, c, LENGTH(c));
}

static void
each_cpu_has_ranges_of_its_own(void **state)
{
	static const struct edit c[] = {
		{ "of CPU 0", VALUE, 4, R(0), { 0 } },
		{ "of CPU 1", VALUE, 5, R(2), { 0 } },
		{ "of its other range", VALUE, 16, R(3), { 0 } },
		{ "of both CPUs", BECOMES, 5, R(0) | R(2),
		    { SAMPLE, 7, 120, 6, 0 } },
		{ "of a CPU without ranges", INSERT, 6, NONE,
		    { SAMPLE, 7, 121, 1, 2 } },
		{ "of a CPU behind all", INSERT, 6, NONE,
		    { SAMPLE, 7, 121, 1, 9 } },
		{ "of no CPU", INSERT, 6, NONE,
		    { SAMPLE, 7, 121, 1, EVENT_NO_CPU } },
		{ "at the same time", SWAP, 22, NONE, { 0 } },
		{ "on one CPU", SWAP, 13, R(2), { 0 } },
		{ "wherever a process was", VALUE, 6, R(0) | R(1) | R(2) | R(3),
		    { 0 } },
		{ "the kernel", VALUE, 17, R(0) | R(1) | R(3) | R(4), { 0 } },
		{ "what is later", VALUE, 10, R(2) | R(3), { 0 } },
	};
	struct story s = usual;

	(void)state;
	s.step[22] = (struct step){ SAMPLE, 7, 410, 22, 1 };
	s.step[23] = (struct step){ SAMPLE, 7, 410, 23, 0 };
	s.ranges = 5;
	s.range[0] = (struct contents_range){ 0, 399, 0 };
	s.range[1] = (struct contents_range){ 400, UINT64_MAX, 0 };
	s.range[2] = (struct contents_range){ 0, 299, 1 };
	s.range[3] = (struct contents_range){ 300, UINT64_MAX, 1 };
	s.range[4] = (struct contents_range){ 0, UINT64_MAX, 3 };
	check_edits(&tellings[0], &s, c, LENGTH(c));
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sample_changes_its_range_only),
		TEST(a_sample_of_another_time_changes_its_ranges_only),
		TEST(what_is_appended_changes_the_last_range_only),
		TEST(side_band_changes_the_ranges_of_its_process_from_there_on),
		TEST(side_band_of_others_changes_nothing),
		TEST(side_band_of_parents_changes_the_ranges_of_their_children),
		TEST(the_kernel_changes_all_ranges_from_there_on),
		TEST(samples_of_no_process_depend_on_the_kernel_only),
		TEST(side_band_without_a_time_counts_for_all_ranges_in_a_pipe),
		TEST(each_cpu_has_ranges_of_its_own),
	};

	return RUN(tests);
}
