/* SPDX-License-Identifier: GPL-2.0-only */
/* What a plan finds of an earlier one: its cuts and contents. */
#include "unit/testing.h"

#include "perfdata/events.h"
#include "plan/reused_cuts.h"
#include "unit/saved_world.h"

static void
where_a_plan_was_cut_is_told(void **state)
{
	struct saved_plan p;
	struct reused_cuts cuts;

	(void)state;
	saved_plan_find(&p, scratch);
	saved_plan_cuts(&p, &cuts);
	assert_int_equal(cuts.count, 0);
	assert_null(cuts.cut);
	assert_null(cuts.cutting);
	saved_plan_release(&p);
	INSTALL(true, "cpu-0/time-range-0", "cpu-1", "cpu-2");
	for (int per_cpu = 1; per_cpu >= 0; per_cpu--) {
		saved_plan_find(&p, scratch);
		saved_plan_cuts(&p, &cuts);
		saved_plan_release(&p);
		assert_string_equal(cuts.cutting, "samples 4 0 0 0 1");
		assert_int_equal(cuts.count, 3);
		for (size_t i = 0; i < 3; i++) {
			assert_true(cuts.cut[i].cpu ==
			    (per_cpu ? i : EVENT_NO_CPU));
			assert_int_equal(cuts.cut[i].start_ns, i * S);
		}
		free(cuts.cut);
		free(cuts.cutting);
		INSTALL(false, "time-range-0", "time-range-1", "time-range-2");
	}
}

/* Asks a saved plan of three ranges for the contents of others. */
static bool
recall(const struct plan *like, size_t from, size_t count)
{
	struct range range[4] = { { 0 } };
	struct plan p = *like;
	struct saved_plan saved;
	bool recalled;

	p.range = range;
	p.count = count;
	for (size_t i = 0; i < count; i++)
		range[i] = like->range[from + i];
	saved_plan_find(&saved, scratch);
	recalled = saved_plan_recall(&saved, &p);
	saved_plan_release(&saved);
	for (size_t i = 0; recalled && i < count; i++) {
		assert_int_equal(range[i].contents.bytes[0], 2);
		assert_int_equal(range[i].contents.bytes[1], from + i);
	}
	return recalled;
}

static void
the_same_ranges_of_the_same_recording_have_their_contents(void **state)
{
	struct range range[] = {
		{ .cpu = 0, .time = { 0, S - 1 } },
		{ .cpu = 1, .time = { S, 2 * S - 1 } },
		{ .cpu = 2, .time = { 2 * S, 0 }, .open_end = true },
		{ .cpu = 3, .time = { 3 * S, 0 }, .open_end = true },
	};
	struct plan p = { .range = range, .exact = true,
		.recording = { { 1 } } };

	(void)state;
	assert_false(recall(&p, 0, 3)); /* there is none yet */
	INSTALL(true, "cpu-0/time-range-0", "cpu-1/time-range-0", "cpu-2");
	assert_true(recall(&p, 0, 3));
	assert_true(recall(&p, 0, 1));
	assert_true(recall(&p, 1, 2));
	assert_false(recall(&p, 0, 4));
	p.exact = false;
	assert_false(recall(&p, 0, 3));
	p.exact = true;
	p.recording.bytes[15] = 1;
	assert_false(recall(&p, 0, 3));
	p.recording.bytes[15] = 0;
	range[1].time.start_ns++;
	assert_false(recall(&p, 0, 3));
	range[1].time.start_ns--;
	range[1].time.end_ns++;
	assert_false(recall(&p, 0, 3));
	range[1].time.end_ns--;
	range[1].cpu = 0;
	assert_false(recall(&p, 0, 3));
	range[1].cpu = 1;
	range[2].open_end = false;
	assert_false(recall(&p, 0, 3));
	range[2].open_end = true;
	assert_true(recall(&p, 0, 3));
}

static void
all_of_a_recording_is_not_what_a_range_shows(void **state)
{
	struct range range = { .cpu = -1, .open_start = true,
		.open_end = true };
	struct plan p = { .range = &range, .exact = true,
		.recording = { { 2 } } };

	(void)state;
	/* As a plan that is not exact leaves them. */
	scratch_write(PLAN, TITLE "by-time\nx\nAgAAAAAAAAAAAAAAAAAAAA\n\n\n"
	    KEY " AgAAAAAAAAAAAAAAAAAAAA -1 0 18446744073709551615 0 .\n"
	    "end 1\n");
	assert_false(recall(&p, 0, 1));
	scratch_write(PLAN, TITLE "by-time\nx\nAgAAAAAAAAAAAAAAAAAAAA\n\n\n"
	    KEY " AgAAAAAAAAAAAAAAAAAAAQ -1 0 18446744073709551615 0 .\n"
	    "end 1\n");
	assert_true(recall(&p, 0, 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_OUTPUT(where_a_plan_was_cut_is_told),
		IN_OUTPUT(
		    the_same_ranges_of_the_same_recording_have_their_contents),
		IN_OUTPUT(all_of_a_recording_is_not_what_a_range_shows),
	};

	return RUN(tests);
}
