/* SPDX-License-Identifier: GPL-2.0-only */
/* Which side-band counts for which range. */
#include "unit/testing.h"

#include <stdbool.h>
#include <string.h>

#include "unit/tasks_world.h"

/* What happens, and the values that then count for each range. */
struct story {
	const char *name;
	struct act act[8];
	uint64_t counts[ENDS][4]; /* 0 for none */
};

static void
tell(const struct story *story, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct story *s = &story[i];
		digest_number sum[ENDS];
		size_t acts = 0;

		while (acts < LENGTH(s->act) && (s->act[acts].value ||
			s->act[acts].deed || s->act[acts].pid))
			acts++;
		sum_up(s->act, acts, end_ns, sum);
		for (size_t r = 0; r < ENDS; r++) {
			size_t n = 0;

			while (n < LENGTH(s->counts[r]) && s->counts[r][n])
				n++;
			if (sum[r] != sum_of(s->counts[r], n))
				fail_msg("%s: range %zu", s->name, r);
		}
	}
}

static void
processes_count_where_they_have_samples(void **state)
{
	static const struct story c[] = {
		{ "nothing", { { RECORD, 7, 1, 50, 0 } }, { { 0 } } },
		{ "its samples", { { RECORD, 7, 1, 50, 0 },
			{ SAMPLE, 7, 1, 0, 0 } }, { { 0 }, { 1 }, { 0 } } },
		{ "samples first", { { SAMPLE, 7, 1, 0, 0 },
			{ RECORD, 7, 1, 50, 0 } }, { { 0 }, { 1 }, { 0 } } },
		{ "of another", { { RECORD, 7, 1, 50, 0 },
			{ SAMPLE, 8, 1, 0, 0 } }, { { 0 } } },
		{ "of both", { { RECORD, 7, 1, 50, 0 }, { RECORD, 8, 2, 60, 0 },
			{ SAMPLE, 8, 2, 0, 0 }, { SAMPLE, 7, 0, 0, 0 },
			{ SAMPLE, 7, 2, 0, 0 } }, { { 1 }, { 0 }, { 1, 2 } } },
		{ "once, however often sampled", { { RECORD, 7, 1, 50, 0 },
			{ SAMPLE, 7, 2, 0, 0 }, { SAMPLE, 7, 1, 0, 0 },
			{ SAMPLE, 7, 2, 0, 0 }, { SAMPLE, 7, 1, 0, 0 } },
		    { { 0 }, { 1 }, { 1 } } },
		{ "the highest number", { { RECORD, HUGE_PID - 1, 1, 50, 0 },
			{ SAMPLE, HUGE_PID - 1, 0, 0, 0 } },
		    { { 1 }, { 0 }, { 0 } } },
	};

	(void)state;
	tell(c, LENGTH(c));
}

static void
records_count_from_their_time_on(void **state)
{
	static const struct story c[] = {
		{ "the first of its time", { { RECORD, 7, 1, 100, 0 },
			{ SAMPLE, 7, 0, 0, 0 }, { SAMPLE, 7, 1, 0, 0 } },
		    { { 1 }, { 1 }, { 0 } } },
		{ "just too late", { { RECORD, 7, 1, 101, 0 },
			{ SAMPLE, 7, 0, 0, 0 }, { SAMPLE, 7, 1, 0, 0 } },
		    { { 0 }, { 1 }, { 0 } } },
		{ "the end of all", { { RECORD, 7, 1, 300, 0 },
			{ SAMPLE, 7, 0, 0, 0 }, { SAMPLE, 7, 2, 0, 0 } },
		    { { 0 }, { 0 }, { 1 } } },
		{ "behind all", { { RECORD, 7, 1, 301, 0 },
			{ SAMPLE, 7, 2, 0, 0 } }, { { 0 } } },
		{ "not in order", { { RECORD, 7, 1, 250, 0 },
			{ RECORD, 7, 2, 20, 0 }, { RECORD, 7, 3, 150, 0 },
			{ RECORD, 7, 4, 30, 0 }, { SAMPLE, 7, 0, 0, 0 },
			{ SAMPLE, 7, 1, 0, 0 }, { SAMPLE, 7, 2, 0, 0 } },
		    { { 2, 4 }, { 2, 3, 4 }, { 1, 2, 3, 4 } } },
	};

	(void)state;
	tell(c, LENGTH(c));
}

static void
the_kernel_counts_for_everyone(void **state)
{
	static const struct story c[] = {
		{ "from its time on", { { RECORD, KERNEL, 1, 150, 0 } },
		    { { 0 }, { 1 }, { 1 } } },
		{ "as it calls itself", { { RECORD, UINT32_MAX, 1, 1, 0 } },
		    { { 1 }, { 1 }, { 1 } } },
		{ "what no process can be", { { RECORD, HUGE_PID, 1, 1, 0 } },
		    { { 1 }, { 1 }, { 1 } } },
		{ "and no more than once", { { RECORD, KERNEL, 1, 1, 0 },
			{ SAMPLE, KERNEL, 1, 0, 0 } },
		    { { 1 }, { 1 }, { 1 } } },
	};

	(void)state;
	tell(c, LENGTH(c));
}

static void
samples_of_no_process_depend_on_all(void **state)
{
	static const struct story c[] = {
		{ "all", { { RECORD, 7, 1, 50, 0 }, { RECORD, 8, 2, 150, 0 },
			{ SAMPLE, TASKS_ANY, 0, 0, 0 },
			{ SAMPLE, TASKS_ANY, 1, 0, 0 } },
		    { { 1 }, { 1, 2 }, { 0 } } },
		{ "of what none can be", { { RECORD, 7, 1, 50, 0 },
			{ FORK, HUGE_PID, 7, 0, 0 },
			{ SAMPLE, HUGE_PID, 1, 0, 0 } },
		    { { 0 }, { 1 }, { 0 } } },
		/* Told apart from that of a process, and as good. */
		{ "and its own", { { RECORD, 7, 1, 50, 0 },
			{ SAMPLE, TASKS_ANY, 1, 0, 0 },
			{ SAMPLE, 7, 1, 0, 0 } }, { { 0 }, { 1, 1 }, { 0 } } },
	};

	(void)state;
	tell(c, LENGTH(c));
}

static void
those_it_was_forked_from_count_too(void **state)
{
	static const struct story c[] = {
		{ "a parent", { { RECORD, 7, 1, 50, 0 }, { FORK, 8, 7, 0, 0 },
			{ SAMPLE, 8, 1, 0, 0 } }, { { 0 }, { 1 }, { 0 } } },
		{ "not a child", { { RECORD, 8, 1, 50, 0 },
			{ FORK, 8, 7, 0, 0 }, { SAMPLE, 7, 1, 0, 0 } },
		    { { 0 } } },
		{ "a parent of later", { { SAMPLE, 8, 1, 0, 0 },
			{ FORK, 8, 7, 0, 0 }, { RECORD, 7, 1, 50, 0 } },
		    { { 0 }, { 1 }, { 0 } } },
		{ "their parents", { { FORK, 9, 8, 0, 0 }, { FORK, 8, 7, 0, 0 },
			{ FORK, 7, 6, 0, 0 }, { RECORD, 6, 1, 50, 0 },
			{ RECORD, 8, 2, 60, 0 }, { SAMPLE, 9, 2, 0, 0 } },
		    { { 0 }, { 0 }, { 1, 2 } } },
		{ "two parents of one number", { { FORK, 9, 8, 0, 0 },
			{ FORK, 9, 7, 0, 0 }, { RECORD, 7, 1, 50, 0 },
			{ RECORD, 8, 2, 60, 0 }, { SAMPLE, 9, 2, 0, 0 } },
		    { { 0 }, { 0 }, { 1, 2 } } },
		{ "its threads are itself", { { FORK, 7, 7, 0, 0 },
			{ RECORD, 7, 1, 50, 0 }, { SAMPLE, 7, 2, 0, 0 } },
		    { { 0 }, { 0 }, { 1 } } },
		{ "parents of each other", { { FORK, 7, 8, 0, 0 },
			{ FORK, 8, 7, 0, 0 }, { RECORD, 7, 1, 50, 0 },
			{ RECORD, 8, 2, 60, 0 }, { SAMPLE, 7, 0, 0, 0 },
			{ SAMPLE, 8, 1, 0, 0 } },
		    { { 1, 2 }, { 1, 2 }, { 0 } } },
		{ "from then on", { { RECORD, 7, 1, 50, 0 },
			{ FORK, 8, 7, 150, 0 }, { SAMPLE, 8, 0, 0, 0 },
			{ SAMPLE, 8, 1, 0, 0 }, { SAMPLE, 8, 2, 0, 0 } },
		    { { 0 }, { 1 }, { 1 } } },
		{ "when all were", { { RECORD, 7, 1, 50, 0 },
			{ FORK, 9, 8, 50, 0 }, { FORK, 8, 7, 200, 0 },
			{ RECORD, 8, 2, 60, 0 }, { SAMPLE, 9, 0, 0, 0 },
			{ SAMPLE, 9, 1, 0, 0 } },
		    { { 2 }, { 1, 2 }, { 0 } } },
		{ "the kernel", { { FORK, 7, KERNEL, 0, 0 },
			{ RECORD, KERNEL, 1, 50, 0 }, { SAMPLE, 7, 2, 0, 0 } },
		    { { 1 }, { 1 }, { 1 } } },
	};

	(void)state;
	tell(c, LENGTH(c));
}

/* Says whether two stories of so many records come to the same. */
static bool
is_same(const struct act *a, const struct act *b, size_t count)
{
	digest_number x[ENDS], y[ENDS];

	sum_up(a, count, end_ns, x);
	sum_up(b, count, end_ns, y);
	return !memcmp(x, y, sizeof x);
}

static void
only_records_of_one_time_have_an_order(void **state)
{
	static const struct act at_once[] = {
		{ RECORD, KERNEL, 1, 50, 0 }, { RECORD, KERNEL, 2, 50, 0 } };
	static const struct act swapped[] = {
		{ RECORD, KERNEL, 2, 50, 0 }, { RECORD, KERNEL, 1, 50, 0 } };
	static const struct act apart[] = {
		{ RECORD, KERNEL, 1, 50, 0 }, { RECORD, KERNEL, 2, 60, 0 } };
	static const struct act other_order[] = {
		{ RECORD, KERNEL, 2, 60, 0 }, { RECORD, KERNEL, 1, 50, 0 } };
	static const struct act processes[] = {
		{ RECORD, 7, 1, 50, 0 }, { RECORD, 8, 2, 50, 0 },
		{ SAMPLE, 7, 0, 0, 0 }, { SAMPLE, 8, 0, 0, 0 } };
	static const struct act other_processes[] = {
		{ RECORD, 8, 2, 50, 0 }, { RECORD, 7, 1, 50, 0 },
		{ SAMPLE, 7, 0, 0, 0 }, { SAMPLE, 8, 0, 0, 0 } };

	/* Though others come in between. */
	static const struct act between[] = {
		{ RECORD, 7, 1, 50, 0 }, { RECORD, 7, 3, 40, 0 },
		{ RECORD, 7, 2, 50, 0 }, { SAMPLE, 7, 0, 0, 0 } };
	static const struct act between_swapped[] = {
		{ RECORD, 7, 2, 50, 0 }, { RECORD, 7, 3, 40, 0 },
		{ RECORD, 7, 1, 50, 0 }, { SAMPLE, 7, 0, 0, 0 } };
	static const struct act forked[] = {
		{ RECORD, 7, 1, 50, 0 }, { RECORD, 7, 3, 40, 0 },
		{ FORKED, 8, 7, 50, 0 }, { SAMPLE, 8, 0, 0, 0 } };
	static const struct act forked_before[] = {
		{ FORKED, 8, 7, 50, 0 }, { RECORD, 7, 3, 40, 0 },
		{ RECORD, 7, 1, 50, 0 }, { SAMPLE, 8, 0, 0, 0 } };

	(void)state;
	assert_false(is_same(between, between_swapped, 4));
	assert_false(is_same(forked, forked_before, 4));
	assert_false(is_same(at_once, swapped, 2));
	assert_true(is_same(apart, other_order, 2));
	assert_true(is_same(processes, other_processes, 4));
}

static void
seeds_and_bytes_tell_records_apart(void **state)
{
	const struct act usual = { RECORD, KERNEL, 1, 50, 0 };
	struct act other = usual;

	(void)state;
	assert_true(is_same(&usual, &other, 1));
	other.seed = 1;
	assert_false(is_same(&usual, &other, 1));
	other = usual;
	other.value = 2;
	assert_false(is_same(&usual, &other, 1));
	/* Until the same range ends, nothing comes of when. */
	other = usual;
	other.when_ns = 51;
	assert_true(is_same(&usual, &other, 1));
	other.when_ns = 101;
	assert_false(is_same(&usual, &other, 1));
}

static void
what_was_printed_has_no_order_any_more(void **state)
{
	const unsigned char bytes[8] = { 1 };
	const struct record record = { .bytes = bytes, .size = 8 };
	struct tasks *t = tasks_new(end_ns, ENDS);
	digest_number sum[ENDS] = { 0 };

	(void)state;
	tasks_add(t, KERNEL, 50, &record, 0);
	tasks_printed(t, 51);
	tasks_add(t, KERNEL, 50, &record, 0);
	tasks_sum_up(t, end_ns, sum, ENDS);
	tasks_free(t);
	assert_true(sum[0] == 2 * digest_number_of(bytes, 8, 0));
}

/* From then on all ranges depend on all processes. */
static void
where_there_is_doubt_all_count(void **state)
{
	const unsigned char bytes[8] = { 1 };
	const struct record record = { .bytes = bytes, .size = 8 };
	struct tasks *t = tasks_new(end_ns, ENDS);
	digest_number sum[ENDS] = { 0 };

	(void)state;
	tasks_add(t, 7, 50, &record, 0);
	tasks_everyone(t, 150);
	tasks_everyone(t, 250);
	tasks_sum_up(t, end_ns, sum, ENDS);
	tasks_free(t);
	assert_true(sum[0] == 0);
	assert_true(sum[1] == digest_number_of(bytes, 8, 0));
	assert_true(sum[2] == sum[1]);
}

static void
bytes_behind_a_record_belong_to_it(void **state)
{
	const unsigned char bytes[16] = { 1 };
	const struct record record = { .bytes = bytes, .size = 8, .after = 8 };
	struct tasks *t = tasks_new(end_ns, ENDS);
	digest_number sum[ENDS] = { 0 };

	(void)state;
	tasks_add(t, KERNEL, 50, &record, 0);
	tasks_sum_up(t, end_ns, sum, ENDS);
	tasks_free(t);
	assert_true(sum[0] == digest_number_of(bytes, 16, 0));
	assert_true(sum[0] != digest_number_of(bytes, 8, 0));
}

static void
a_range_may_depend_on_what_is_behind_it(void **state)
{
	static const struct act act[] = {
		{ RECORD, 7, 1, 50, 0 }, { RECORD, KERNEL, 2, 150, 0 },
		{ RECORD, 7, 3, 250, 0 }, { RECORD, 7, 4, 350, 0 },
		{ SAMPLE, 7, 0, 0, 0 }, { SAMPLE, 7, 1, 0, 0 },
		{ SAMPLE, 7, 2, 0, 0 },
	};
	/* All up to the next end of a range. */
	static const struct {
		uint64_t until_ns, counts[4];
		size_t count;
	} c[] = {
		{ 100, { 1 }, 1 }, { 101, { 1, 2 }, 2 }, { 200, { 1, 2 }, 2 },
		{ 201, { 1, 2, 3 }, 3 }, { 300, { 1, 2, 3 }, 3 },
		{ 301, { 1, 2, 3, 4 }, 4 }, { UINT64_MAX, { 1, 2, 3, 4 }, 4 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		const uint64_t until_ns[] = { c[i].until_ns, 200, 300 };
		digest_number sum[ENDS];

		sum_up(act, LENGTH(act), until_ns, sum);
		assert_true(sum[0] == sum_of(c[i].counts, c[i].count));
		assert_true(sum[1] == sum_of(c[1].counts, c[1].count));
		assert_true(sum[2] == sum_of(c[3].counts, c[3].count));
	}
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(processes_count_where_they_have_samples),
		TEST(records_count_from_their_time_on),
		TEST(the_kernel_counts_for_everyone),
		TEST(samples_of_no_process_depend_on_all),
		TEST(those_it_was_forked_from_count_too),
		TEST(only_records_of_one_time_have_an_order),
		TEST(seeds_and_bytes_tell_records_apart),
		TEST(what_was_printed_has_no_order_any_more),
		TEST(where_there_is_doubt_all_count),
		TEST(bytes_behind_a_record_belong_to_it),
		TEST(a_range_may_depend_on_what_is_behind_it),
	};

	return RUN(tests);
}
