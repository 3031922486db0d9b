/* SPDX-License-Identifier: GPL-2.0-only */
/* Plans for a recording and a timeline made by hand: 4 CPUs, 100 to 200 s. */
#include "unit/testing.h"

#include <sys/wait.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unit/plan_world.h"

static void
cuts_by_time_with_open_ends(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	assert_int_equal(make_plan(&w, "sh script -i x"), 0);
	assert_int_equal(w.plan.count, 4);
	assert_false(w.plan.per_cpu);
	assert_range(&w, 0, "time-range-0",
	    "sh script --time=,124.999999999 -i x");
	assert_range(&w, 1, "time-range-1",
	    "sh script --time=125.000000000,149.999999999 -i x");
	assert_range(&w, 3, "time-range-3",
	    "sh script --time=175.000000000, -i x");
	assert_string_equal(range_name(w.plan.range[0].folder), "time-range-0");
	plan_world_release(&w);
}

static void
pads_numbers_to_the_digits_of_the_count(void **state)
{
	static const struct {
		uint64_t ranges;
		const char *first, *last;
	} c[] = {
		{ 9, "time-range-0", "time-range-8" },
		{ 10, "time-range-00", "time-range-09" },
		{ 100, "time-range-000", "time-range-099" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct world w;

		plan_world_start(&w);
		w.options.ranges = c[i].ranges;
		assert_int_equal(make_plan(&w, "sh script"), 0);
		assert_int_equal(w.plan.count, c[i].ranges);
		assert_string_equal(w.plan.range[0].folder, c[i].first);
		assert_string_equal(
		    w.plan.range[c[i].ranges - 1].folder, c[i].last);
		plan_world_release(&w);
	}
}

static void
one_range_is_the_output_folder_itself(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.options.ranges = 1;
	assert_int_equal(make_plan(&w, "sh script -i x -v"), 0);
	assert_int_equal(w.plan.count, 1);
	assert_range(&w, 0, "", "sh script -i x -v");
	assert_string_equal(range_name(w.plan.range[0].folder), "whole");
	plan_world_release(&w);
}

/* What may have state, or write files, is not run several times. */
static void
scripts_and_filters_have_one_range(void **state)
{
	static const char *const lines[] = { "sh script -i x -s some.py",
		"sh script -i x --dlfilter some.so", "sh script -i x -s a b",
		"sh script -i x --scr some.py -C 1,2 --time '120,130 150,160'"
	};
	struct world w;

	(void)state;
	plan_world_start(&w);
	for (size_t i = 0; i < LENGTH(lines); i++) {
		w.options.ranges = i % 2 ? 8 : 0;
		w.options.interval_ns = i % 2 ? 0 : S;
		w.options.per_cpu = i == 3;
		w.options.stateless = false;
		assert_int_equal(make_plan(&w, lines[i]), 0);
		assert_true(w.plan.alone);
		assert_int_equal(w.plan.count, 1);
		assert_range(&w, 0, "", lines[i]);
		w.options.stateless = true;
		assert_int_equal(make_plan(&w, lines[i]), 0);
		assert_false(w.plan.alone);
		assert_true(w.plan.count > 4);
		assert_non_null(strstr(w.plan.cutting, " stateless"));
	}
	w.options.stateless = false;
	assert_int_equal(make_plan(&w, "sh script -s some.py --no-script"), 0);
	assert_true(w.plan.count > 4);
	plan_world_release(&w);
}

static void
keeps_ends_that_the_user_chose(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.options.ranges = 2;
	assert_int_equal(make_plan(&w, "sh script -i x --time 120,140"), 0);
	assert_range(&w, 0, "time-range-0",
	    "sh script --time=120.000000000,129.999999999 -i x");
	assert_range(&w, 1, "time-range-1",
	    "sh script --time=130.000000000,140.000000000 -i x");
	plan_world_release(&w);
}

static void
keeps_an_end_within_the_last_microsecond(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.options.ranges = 1;
	set_header_times(&w, 100 * S, 200 * S + 999);
	w.timeline.last_ns = 200 * S + 999;
	assert_int_equal(make_plan(&w, "sh script -i x --time ,200.0000005"), 0);
	assert_range(&w, 0, "time-range-0",
	    "sh script --time=,200.000000500 -i x");
	assert_int_equal(make_plan(&w, "sh script -i x --time ,200.000000999"), 0);
	assert_range(&w, 0, "", "sh script -i x");
	plan_world_release(&w);
}

static void
ranges_are_not_much_shorter_than_the_minimum(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.options.min_interval_ns = 50 * S;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.count, 2);
	w.options.split = SPLIT_SAMPLES;
	w.options.min_interval_ns = 30 * S;
	w.options.ranges = 10;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.count, 3);
	plan_world_release(&w);
}

static void
cuts_each_cpu_by_the_same_times(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.options.per_cpu = true;
	w.options.ranges = 2;
	assert_int_equal(make_plan(&w, "sh script -i x -C 0,2-3"), 0);
	assert_int_equal(w.plan.count, 6);
	assert_true(w.plan.per_cpu);
	assert_range(&w, 0, "cpu-0/time-range-0",
	    "sh script --cpu=0 --time=,149.999999999 -i x");
	assert_range(&w, 5, "cpu-3/time-range-1",
	    "sh script --cpu=3 --time=150.000000000, -i x");
	assert_int_equal(w.plan.range[2].cpu, 2);
	plan_world_release(&w);
}

static void
per_cpu_alone_does_not_cut_by_time(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.options.per_cpu = true;
	assert_int_equal(make_plan(&w, "sh script -i x"), 0);
	assert_int_equal(w.plan.count, 4);
	assert_range(&w, 0, "cpu-0", "sh script --cpu=0 -i x");
	assert_range(&w, 3, "cpu-3", "sh script --cpu=3 -i x");
	assert_int_equal(w.plan.range[3].weight, 0);
	w.options.split = SPLIT_DEFAULT; /* by samples, of which are few */
	assert_int_equal(make_plan(&w, "sh script -i x"), 0);
	assert_int_equal(w.plan.count, 4);
	plan_world_release(&w);
}

static void
counts_samples_that_would_come_with_each_cpu(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	for (int i = 0; i < 7; i++)
		timeline_add(&w.timeline, 150 * S, EVENT_NO_CPU, 10);
	w.options.per_cpu = true;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.without_cpu, 7);
	w.options.per_cpu = false;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.without_cpu, 0);
	plan_world_release(&w);
}

static void
refuses_cpus_that_perf_does_not_take(void **state)
{
	static const uint32_t two[2] = { 2, 2 };
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.options.per_cpu = true;
	timeline_add(&w.timeline, 150 * S, 3, 10);
	assert_int_equal(make_plan(&w, "sh script"), 0);
	memcpy(w.header + 16, two, sizeof two);
	assert_plan_refused(&w, "sh script", "no --cpu=3");
	assert_int_equal(make_plan(&w, "sh script -C 0-1"), 0);
	w.event.layout.sample_cpu = 0;
	assert_int_equal(make_plan(&w, "sh script -C 0-1"), 0);
	assert_true(w.plan.cpu_refused);
	w.options.per_cpu = false;
	assert_int_equal(make_plan(&w, "sh script -C 0-1"), 0);
	plan_world_release(&w);
}

static void
refuses_to_merge_by_times_that_perf_does_not_print(void **state)
{
	struct event two[2] = { { .type = 1,
	    .sample_type = SAMPLE_IP | SAMPLE_CPU,
	    .layout = { .sample_cpu = 24 } } };
	struct world w;

	(void)state;
	plan_world_start(&w);
	two[1] = w.event;
	w.recording.events.event = two;
	w.recording.events.count = 2;
	w.options.per_cpu = true;
	assert_int_equal(make_plan(&w, "sh script --ns"), 0);
	assert_int_equal(w.plan.merging, MERGING_IMPOSSIBLE);
	w.options.merge = true;
	assert_plan_refused(&w, "sh script", "without their time");
	/* Only the first event of a type counts. */
	two[0].sample_type |= SAMPLE_TIME;
	two[1].type = 1;
	two[1].sample_type &= ~(uint64_t)SAMPLE_TIME;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	two[1].type = 7;
	assert_plan_refused(&w, "sh script", "without their time");
	plan_world_release(&w);
}

static void
the_heaviest_ranges_come_first(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	timeline_add(&w.timeline, 160 * S, 0, 60000);
	timeline_add(&w.timeline, 110 * S, 0, 5000);
	timeline_add(&w.timeline, 135 * S, 0, 500);
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_heaviest(&w.plan, RANGES(2, 0, 1, 3));
	assert_in_range(total_weight(&w.plan), 66505, 66515);
	plan_world_release(&w);
}

static void
of_ranges_with_as_many_samples_the_first_comes_first(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	timeline_add(&w.timeline, 160 * S, 0, 60000);
	w.options.split = SPLIT_SAMPLES;
	w.options.ranges = 3;
	assert_int_equal(make_plan(&w, "sh script --time 99,201"), 0);
	assert_heaviest(&w.plan, RANGES(0, 1, 2));
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(w.plan.range[i].weight, 34);
	plan_world_release(&w);
}

static void
ranges_by_bytes_weigh_their_bytes(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	timeline_add(&w.timeline, 160 * S, 0, 500);
	w.options.split = SPLIT_BYTES;
	w.options.ranges = 3;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_in_range(w.plan.range[i].weight, 490, 520);
	assert_in_range(total_weight(&w.plan), 1509, 1511);
	plan_world_release(&w);
}

static void
ranges_of_a_cpu_weigh_its_own_samples(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	for (int i = 0; i < 30; i++)
		timeline_add(&w.timeline, 170 * S, 3, 10);
	w.options.split = SPLIT_SAMPLES;
	w.options.per_cpu = true;
	w.options.ranges = 1;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.range[0].weight, 51);
	assert_int_equal(w.plan.range[1].weight, 50);
	assert_int_equal(w.plan.range[2].weight, 0);
	assert_int_equal(w.plan.range[3].weight, 30);
	assert_heaviest(&w.plan, RANGES(0, 1, 3, 2));
	plan_world_release(&w);
}

static void
cuts_by_samples_unless_told_otherwise(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	for (uint64_t i = 0; i < 1000; i++)
		timeline_add(&w.timeline, 190 * S + i * 1000000, 0, 10);
	w.options.split = SPLIT_DEFAULT;
	w.options.ranges = 2;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.count, 2);
	assert_in_range(w.plan.range[0].time.end_ns, 190 * S, 191 * S);
	assert_true(w.plan.range[0].open_start && w.plan.range[1].open_end);
	/* As many as are worth it: it is small. */
	w.options.ranges = 0;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.count, 1);
	w.options.interval_ns = 50 * S;
	assert_int_equal(make_plan(&w, "sh script -i x"), 0);
	assert_range(&w, 1, "time-range-1",
	    "sh script --time=150.000000000, -i x");
	plan_world_release(&w);
}

static void
samples_without_a_time_leave_it_in_one_piece(void **state)
{
	struct world w;
	const char *said;
	int status;

	(void)state;
	plan_world_start(&w);
	w.timeline.samples++;
	capture_start();
	status = make_plan(&w, "sh script -i x --time 120,140");
	said = capture_end();
	assert_int_equal(status, 0);
	assert_non_null(strstr(said, "1 of 102 samples has no time"));
	assert_int_equal(w.plan.count, 1);
	assert_range(&w, 0, "", "sh script -i x --time 120,140");
	plan_world_release(&w);
}

static void
a_scan_stands_in_for_times_that_the_header_lacks(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.recording.feature[FEATURE_SAMPLE_TIME].len = 0;
	w.timeline.first_ns = 100 * S + 1; /* later than it is */
	w.options.ranges = 2;
	assert_int_equal(make_plan(&w, "sh script -i x"), 0);
	assert_range(&w, 0, "time-range-0",
	    "sh script --time=,150.000000000 -i x");
	plan_world_release(&w);
}

/* Says whether a line tells that the merged output is another. */
static bool
tells(struct world *w, const char *line, const char *why)
{
	assert_int_equal(make_plan(w, line), 0);
	return w->plan.differs && strstr(w->plan.differs, why);
}

static void
tells_what_cpus_cannot_be_merged_by(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.options.per_cpu = w.options.merge = true;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_null(w.plan.differs);
	w.timeline.same_time.crossed = true;
	assert_true(tells(&w, "sh script", "same nanosecond"));
	w.timeline.samples++;
	assert_true(tells(&w, "sh script", "at time 0"));
	w.timeline.samples--;
	w.timeline.odd_texts = true;
	assert_true(tells(&w, "sh script", "name of a file"));
	w.timeline.odd_names = true;
	assert_true(tells(&w, "sh script", "name of a task"));
	/* By time they are as they are. */
	w.options.per_cpu = false;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_null(w.plan.differs);
	plan_world_release(&w);
}

static void
tells_which_samples_depend_on_others(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.timeline.ended_threads = true;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_null(w.plan.differs);
	assert_true(tells(&w, "sh script --pid 7", "had ended"));
	w.timeline.ended_threads = false;
	assert_int_equal(make_plan(&w, "sh script --pid 7"), 0);
	assert_null(w.plan.differs);
	/* This header names no kernel at all. */
	assert_int_equal(make_plan(&w, "sh script -G"), 0);
	assert_null(w.plan.differs);
	w.timeline.kernel_maps.unplaced = true;
	assert_true(tells(&w, "sh script -G", "first sample only"));
	assert_true(w.plan.differs_perhaps);
	assert_int_equal(make_plan(&w, "sh script -G --no-hide-call-graph"), 0);
	assert_null(w.plan.differs);
	assert_int_equal(make_plan(&w, "sh script -G -F comm,time"), 0);
	assert_null(w.plan.differs);
	w.timeline.kernel_maps.unplaced = false;
	assert_true(tells(&w, "sh script --dsos x", "first sample only"));
	assert_true(w.plan.differs_perhaps);
	plan_world_release(&w);
}

static void
tells_which_fields_depend_on_other_samples(void **state)
{
	struct event several[2];
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.event.sample_type |= SAMPLE_DATA_SRC;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_null(w.plan.differs);
	assert_true(tells(&w, "sh script -F +data_src", "data_src"));
	w.event.type = EVENT_RAW;
	assert_true(tells(&w, "sh script", "data_src"));
	assert_true(tells(&w, "sh script -F sw:ip,sym", "data_src"));
	assert_true(tells(&w, "sh script -F ip -F +data_src", "data_src"));
	assert_int_equal(make_plan(&w, "sh script -F ip,sym"), 0);
	assert_null(w.plan.differs);
	assert_int_equal(make_plan(&w, "sh script -F +data_src -F ip,sym"), 0);
	assert_null(w.plan.differs);
	w.event.type = 1;
	assert_true(tells(&w, "sh script -F +srccode", "source code"));
	assert_true(w.plan.differs_perhaps);
	assert_true(tells(&w, "sh script -F +srcline", "addr2line"));
	/* A group has several members; callindent and ipc are of a trace. */
	assert_int_equal(
	    make_plan(&w, "sh script -F +metric,+callindent,+ipc"), 0);
	assert_null(w.plan.differs);
	assert_int_equal(make_plan(&w, "sh script -F +brstackoff"), 0);
	assert_null(w.plan.differs);
	w.event.sample_type |= SAMPLE_BRANCH_STACK;
	assert_true(tells(&w, "sh script -F +brstackoff", "brstackoff"));
	assert_int_equal(make_plan(&w, "sh script -F +brstacksym"), 0);
	assert_null(w.plan.differs);
	several[0] = several[1] = w.event;
	w.recording.events.event = several;
	w.recording.events.count = 2;
	assert_true(tells(&w, "sh script -F +metric", "members of a group"));
	several[1].type = 0;
	several[1].config = EVENT_HW_BRANCHES;
	assert_true(tells(&w, "sh script -F +callindent", "callindent"));
	w.recording.events.event = &w.event;
	w.recording.events.count = 1;
	plan_world_release(&w);
}

static void
tells_that_unwinding_depends_on_files(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	assert_int_equal(make_plan(&w, "sh script --symfs ."), 0);
	assert_null(w.plan.differs);
	w.event.sample_type |= SAMPLE_CALLCHAIN | SAMPLE_REGS_USER |
	    SAMPLE_STACK_USER;
	assert_true(tells(&w, "sh script --symfs .", "unwinds"));
	assert_int_equal(make_plan(&w, "sh script --symfs . -F comm,time"), 0);
	assert_null(w.plan.differs);
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_null(w.plan.differs);
	plan_world_release(&w);
}

/* A reason that is certain is told rather than one that is not. */
static void
tells_what_is_certain_first(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.timeline.odd_names = true;
	w.options.per_cpu = w.options.merge = true;
	assert_true(tells(&w, "sh script -F +srccode", "name of a task"));
	assert_false(w.plan.differs_perhaps);
	plan_world_release(&w);
}

static void
refuses_what_does_not_go_together(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	assert_plan_refused(&w, "sh script --time 2,1", "--time '2,1'");
	w.options.ranges = TIME_RANGES_MAX + 1;
	assert_plan_refused(&w, "sh script", "at most 100000");
	w.options.ranges = 50000;
	w.options.per_cpu = true;
	assert_plan_refused(&w, "sh script", "200000 ranges, at most 100000");
	assert_plan_refused(&w, "sh script -C 4", "from 0 to 3");
	/* As simpleperf has it; perf refuses any --cpu then. */
	w.recording.feature[FEATURE_NRCPUS].len = 0;
	assert_plan_refused(&w, "sh script", "without -c");
	plan_world_release(&w);
}

/* Ties the times from first_ns to last_ns, as a sample that is late does. */
static void
tie(struct world *w, uint64_t first_ns, uint64_t last_ns)
{
	w->timeline.order.printed_ns = last_ns;
	order_record(&w->timeline.order, first_ns, true);
}

static void
does_not_cut_where_perf_prints_out_of_turn(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	tie(&w, 145 * S, 153 * S);
	assert_int_equal(make_plan(&w, "sh script -i x"), 0);
	assert_range(&w, 2, "time-range-2",
	    "sh script --time=153.000000001,174.999999999 -i x");
	tie(&w, 50 * S, 300 * S);
	assert_int_equal(make_plan(&w, "sh script -i x"), 0);
	assert_range(&w, 0, "", "sh script -i x");
	plan_world_release(&w);
}

/* In a process of its own: an assertion may fail. */
static void
parts_that_touch_in_a_knot_are_cut_as_others(void **state)
{
	static const char *const time[] = { "100,150 150.000000001,200",
		"0%-50%,50%-100%" };

	(void)state;
	for (size_t i = 0; i < LENGTH(time); i++) {
		char line[64];
		int status;
		pid_t child;

		snprintf(line, sizeof line, "sh script --time '%s'", time[i]);
		child = fork();
		assert_true(child >= 0);
		if (!child) {
			struct world w;

			plan_world_start(&w);
			tie(&w, 145 * S, 153 * S);
			capture_start();
			status = make_plan(&w, line);
			plan_world_release(&w);
			_exit(status ? 1 : 0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_by_time_with_open_ends),
		cmocka_unit_test(pads_numbers_to_the_digits_of_the_count),
		cmocka_unit_test(one_range_is_the_output_folder_itself),
		cmocka_unit_test(scripts_and_filters_have_one_range),
		cmocka_unit_test(keeps_ends_that_the_user_chose),
		cmocka_unit_test(keeps_an_end_within_the_last_microsecond),
		cmocka_unit_test(ranges_are_not_much_shorter_than_the_minimum),
		cmocka_unit_test(cuts_each_cpu_by_the_same_times),
		cmocka_unit_test(per_cpu_alone_does_not_cut_by_time),
		cmocka_unit_test(counts_samples_that_would_come_with_each_cpu),
		cmocka_unit_test(refuses_cpus_that_perf_does_not_take),
		cmocka_unit_test(
		    refuses_to_merge_by_times_that_perf_does_not_print),
		cmocka_unit_test(the_heaviest_ranges_come_first),
		cmocka_unit_test(
		    of_ranges_with_as_many_samples_the_first_comes_first),
		cmocka_unit_test(ranges_by_bytes_weigh_their_bytes),
		cmocka_unit_test(ranges_of_a_cpu_weigh_its_own_samples),
		cmocka_unit_test(cuts_by_samples_unless_told_otherwise),
		cmocka_unit_test(samples_without_a_time_leave_it_in_one_piece),
		cmocka_unit_test(
		    a_scan_stands_in_for_times_that_the_header_lacks),
		cmocka_unit_test(tells_what_cpus_cannot_be_merged_by),
		cmocka_unit_test(tells_which_samples_depend_on_others),
		cmocka_unit_test(tells_which_fields_depend_on_other_samples),
		cmocka_unit_test(tells_that_unwinding_depends_on_files),
		cmocka_unit_test(tells_what_is_certain_first),
		cmocka_unit_test(refuses_what_does_not_go_together),
		cmocka_unit_test(does_not_cut_where_perf_prints_out_of_turn),
		cmocka_unit_test(parts_that_touch_in_a_knot_are_cut_as_others),
	};

	return RUN(tests);
}
