/* SPDX-License-Identifier: GPL-2.0-only */
/* Plans for a recording with a trace, which is mostly one of Intel PT. */
#include "unit/testing.h"

#include <string.h>

#include "unit/plan_world.h"

/* Makes it a recording with an Intel PT trace that --cpu can take apart. */
static void
add_trace(struct world *w)
{
	w->timeline.intel_pt = true;
	w->timeline.trace_bytes = 1000;
	w->event.layout.sample_cpu = 8;
	w->options.split = SPLIT_DEFAULT;
}

/* Adds PSBs of a CPU each second of a span, both ends included. */
static void
add_psbs(struct world *w, uint32_t cpu, uint64_t from_s, uint64_t to_s)
{
	for (uint64_t s = from_s; s <= to_s; s++)
		trace_add_point(&w->timeline.trace, s * S, cpu);
}

static void
ranges_of_a_trace_weigh_their_psbs(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	add_trace(&w);
	add_psbs(&w, 0, 101, 110);
	add_psbs(&w, 2, 111, 200);
	w.options.ranges = 1;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_heaviest(&w.plan, RANGES(2, 0, 1, 3));
	assert_int_equal(w.plan.range[0].weight, 10);
	assert_int_equal(w.plan.range[1].weight, 0);
	assert_int_equal(w.plan.range[2].weight, 90);
	w.options.no_per_cpu = true;
	w.options.ranges = 2;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.count, 2);
	assert_int_equal(total_weight(&w.plan), 100);
	plan_world_release(&w);
}

static void
a_trace_is_cut_by_its_psbs_for_each_cpu(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	add_trace(&w);
	add_psbs(&w, 1, 101, 200);
	w.options.ranges = 2;
	assert_int_equal(make_plan(&w, "sh script -i x"), 0);
	assert_true(w.plan.per_cpu);
	assert_int_equal(w.plan.count, 5);
	assert_range(&w, 0, "cpu-0", "sh script --cpu=0 -i x");
	assert_range(&w, 1, "cpu-1/time-range-0",
	    "sh script --cpu=1 --time=,149.999999999 -i x");
	assert_range(&w, 2, "cpu-1/time-range-1",
	    "sh script --cpu=1 --time=150.000000000, -i x");
	plan_world_release(&w);
}

static void
psbs_that_are_not_shown_count_for_nothing(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	add_trace(&w);
	add_psbs(&w, 0, 100, 119);
	add_psbs(&w, 1, 120, 199);
	w.options.no_per_cpu = true;
	w.options.ranges = 2;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.range[0].time.end_ns, 149 * S - 1);
	assert_int_equal(make_plan(&w, "sh script -C 1"), 0);
	assert_int_equal(w.plan.range[0].time.end_ns, 159 * S - 1);
	assert_int_equal(make_plan(&w, "sh script --time 110,189"), 0);
	assert_int_equal(w.plan.range[0].time.end_ns, 149 * S - 1);
	/* Too few of this one: by time; unless they are enough. */
	assert_int_equal(make_plan(&w, "sh script -C 0"), 0);
	assert_int_equal(w.plan.range[0].time.end_ns, 150 * S - 1);
	w.options.min_size = 20;
	assert_int_equal(make_plan(&w, "sh script -C 0"), 0);
	assert_int_equal(w.plan.range[0].time.end_ns, 109 * S - 1);
	plan_world_release(&w);
}

static void
a_trace_without_usable_psbs_is_cut_by_samples(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	for (int i = 0; i < 1000; i++)
		timeline_add(&w.timeline, 110 * S, 0, 10);
	add_trace(&w);
	w.timeline.trace.unusable = "for a reason";
	w.options.no_per_cpu = true;
	w.options.ranges = 2;
	assert_int_equal(make_plan(&w, "sh script --time 99,201"), 0);
	assert_int_equal(w.plan.count, 2);
	assert_in_range(w.plan.range[0].time.end_ns, 109 * S, 111 * S);
	/* Nor of one that was recorded without any. */
	w.timeline.trace.unusable = NULL;
	w.timeline.trace_bytes = 0;
	assert_int_equal(make_plan(&w, "sh script --time 99,201"), 0);
	assert_in_range(w.plan.range[0].time.end_ns, 109 * S, 111 * S);
	plan_world_release(&w);
}

static void
trace_in_samples_is_cut_for_all_cpus_together(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	for (int i = 0; i < 1000; i++)
		timeline_add(&w.timeline, 110 * S, 0, 10);
	add_trace(&w);
	w.timeline.trace.in_samples = true;
	add_psbs(&w, 0, 101, 150);
	add_psbs(&w, 1, 151, 200);
	w.options.ranges = 2;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.count, 2);
	assert_false(w.plan.per_cpu);
	assert_int_equal(w.plan.range[1].time.start_ns, 150 * S);
	/* Too few PSBs. */
	w.options.min_size = 101;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_in_range(w.plan.range[0].time.end_ns, 109 * S, 111 * S);
	plan_world_release(&w);
}

static void
refuses_psbs_where_there_are_none(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.options.split = SPLIT_PSB;
	assert_plan_refused(&w, "sh script", "--split=psb: it has no Intel PT");
	add_trace(&w);
	w.options.split = SPLIT_PSB;
	w.timeline.trace.unusable = "for a reason";
	assert_plan_refused(&w, "sh script", "--split=psb: for a reason");
	w.timeline.trace.unusable = NULL;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	plan_world_release(&w);
}

/* What may keep --cpu from telling all samples of a trace apart. */
static void
a_trace_is_cut_per_cpu_only_where_all_samples_have_one(void **state)
{
	enum {
		NOTHING, NO_TRACE, NO_PER_CPU, NO_LAYOUT, OTHER_LAYOUT,
		NO_CPU_COUNT, NO_CPU, REASONS
	};

	(void)state;
	for (int why = NOTHING; why < REASONS; why++) {
		struct world w;
		struct event event[2];

		plan_world_start(&w);
		add_trace(&w);
		event[0] = event[1] = w.event;
		event[0].type = 8;
		event[1].type = 1;
		w.recording.events.event = event;
		w.recording.events.count = 2;
		w.timeline.trace_bytes = why == NO_TRACE ? 0 : 1000;
		w.options.no_per_cpu = why == NO_PER_CPU;
		if (why == NO_LAYOUT)
			event[0].layout.sample_cpu = 0;
		if (why == OTHER_LAYOUT)
			event[1].layout.sample_cpu = 0;
		if (why == NO_CPU_COUNT)
			w.recording.feature[FEATURE_NRCPUS].len = 0;
		if (why == NO_CPU)
			timeline_add(&w.timeline, 150 * S, EVENT_NO_CPU, 10);
		assert_int_equal(make_plan(&w, "sh script"), 0);
		assert_int_equal(w.plan.per_cpu, why == NOTHING);
		plan_world_release(&w);
	}
}

static void
a_trace_that_is_not_of_intel_pt_is_cut_by_cpus_alone(void **state)
{
	struct world w;
	const char *said;
	int status;

	(void)state;
	plan_world_start(&w);
	add_trace(&w);
	w.timeline.intel_pt = false;
	w.options.ranges = 3;
	capture_start();
	status = make_plan(&w, "sh script -i x --time 120,140");
	said = capture_end();
	assert_int_equal(status, 0);
	assert_non_null(strstr(said, "it is not cut by time"));
	assert_int_equal(w.plan.count, 4);
	assert_range(
	    &w, 1, "cpu-1", "sh script --cpu=1 -i x --time 120,140");
	plan_world_release(&w);
}

static void
a_trace_in_a_pipe_is_not_cut(void **state)
{
	struct world w;
	const char *said;
	int status;

	(void)state;
	plan_world_start(&w);
	add_trace(&w);
	add_psbs(&w, 0, 101, 200);
	w.recording.layout = RECORDING_PIPE;
	w.options.ranges = 3;
	capture_start();
	status = make_plan(&w, "sh script --itrace=b");
	said = capture_end();
	assert_int_equal(status, 0);
	assert_non_null(strstr(said, "recorded into a pipe"));
	assert_int_equal(w.plan.count, 1);
	assert_string_equal(w.plan.range[0].folder, "");
	/* What is no trace can be cut there. */
	w.timeline.intel_pt = false;
	w.timeline.trace_bytes = 0;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_int_equal(w.plan.count, 3);
	plan_world_release(&w);
}

static void
tells_where_a_trace_is_not_decoded_the_same_in_ranges(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_null(w.plan.differs);
	add_trace(&w);
	assert_int_equal(make_plan(&w, "sh script"), 0);
	assert_non_null(w.plan.differs);
	assert_int_equal(make_plan(&w, "sh script --itrace=qqi"), 0);
	assert_null(w.plan.differs);
	plan_world_release(&w);
}

static void
refuses_parts_of_a_trace_that_are_out_of_order(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	assert_int_equal(make_plan(&w, "sh script --time 50%-60%,10%-20%"), 0);
	add_trace(&w);
	assert_plan_refused(&w, "sh script --time 50%-60%,10%-20%",
	    "put the parts in order");
	plan_world_release(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_of_a_trace_weigh_their_psbs),
		cmocka_unit_test(a_trace_is_cut_by_its_psbs_for_each_cpu),
		cmocka_unit_test(psbs_that_are_not_shown_count_for_nothing),
		cmocka_unit_test(a_trace_without_usable_psbs_is_cut_by_samples),
		cmocka_unit_test(
		    trace_in_samples_is_cut_for_all_cpus_together),
		cmocka_unit_test(refuses_psbs_where_there_are_none),
		cmocka_unit_test(
		    a_trace_is_cut_per_cpu_only_where_all_samples_have_one),
		cmocka_unit_test(
		    a_trace_that_is_not_of_intel_pt_is_cut_by_cpus_alone),
		cmocka_unit_test(a_trace_in_a_pipe_is_not_cut),
		cmocka_unit_test(
		    tells_where_a_trace_is_not_decoded_the_same_in_ranges),
		cmocka_unit_test(
		    refuses_parts_of_a_trace_that_are_out_of_order),
	};

	return RUN(tests);
}
