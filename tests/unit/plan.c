/* SPDX-License-Identifier: GPL-2.0-only */
/* Plans for a recording and a timeline made by hand: 4 CPUs, 100 to 200 s. */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/quote.h"
#include "data/recording.h"
#include "data/timeline.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "unit/capture.h"

#define S UINT64_C(1000000000)

/* What a plan is made from, and the plan. */
struct world {
	unsigned char header[24]; /* both sample times, then both CPU counts */
	char name[8];
	struct event event;
	struct recording recording;
	struct cpu_samples cpu[2];
	struct timeline timeline;
	struct plan_options options;
	struct plan plan;
};

static void
set_header_times(struct world *w, uint64_t first_ns, uint64_t last_ns)
{
	memcpy(w->header, &first_ns, 8);
	memcpy(w->header + 8, &last_ns, 8);
}

/* Adds a sample of these bytes to the timeline. */
static void
add_sample(struct world *w, int cpu, uint64_t time_ns, uint64_t bytes)
{
	density_add(&w->timeline.density, time_ns, bytes);
	density_add(&w->cpu[cpu].density, time_ns, bytes);
	w->timeline.samples++;
	w->timeline.timed++;
}

/* Fills a world with a sample each second, alternating between two CPUs. */
static void
world_init(struct world *w)
{
	static const uint32_t cpus[2] = { 4, 4 };

	*w = (struct world){ .name = "p.data", .cpu = { { .cpu = 0 },
		{ .cpu = 1 } }, .options = { .jobs = 4 } };
	set_header_times(w, 100 * S, 200 * S);
	memcpy(w->header + 16, cpus, sizeof cpus);
	w->recording.name = w->name;
	w->recording.bytes = w->header;
	w->recording.size = sizeof w->header;
	w->recording.feature[FEATURE_SAMPLE_TIME] = (struct section){ 0, 16 };
	w->recording.feature[FEATURE_NRCPUS] = (struct section){ 16, 8 };
	w->recording.events.event = &w->event;
	w->recording.events.count = 1;
	w->timeline.first_ns = 100 * S;
	w->timeline.last_ns = 200 * S;
	w->timeline.cpu = w->cpu;
	w->timeline.cpus = 2;
	for (uint64_t s = 100; s <= 200; s++)
		add_sample(w, s % 2, s * S, 10);
}

/* Plans a command; the plan is released with plan_release(). */
static int
make(struct world *w, const char *line)
{
	struct perf_command command;
	struct words words;
	int status;

	assert_int_equal(words_split(&words, line), 0);
	assert_int_equal(
	    perf_command_parse(&command, words.word, words.count), 0);
	status = plan_make(&w->plan, &w->options, &command, &w->recording,
	    &w->timeline);
	perf_command_release(&command);
	words_release(&words);
	return status;
}

/* Says that a range has this folder and this command. */
static void
assert_range(const struct world *w, size_t number, const char *folder,
    const char *command)
{
	const struct range *r = &w->plan.range[number];
	char *text = quote_shell_words(&r->command);

	assert_true(number < w->plan.count);
	assert_string_equal(r->folder, folder);
	assert_string_equal(text, command);
	free(text);
}

static void
cuts_by_time_with_open_ends(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	assert_int_equal(make(&w, "sh script -i x"), 0);
	assert_int_equal(w.plan.count, 4);
	assert_false(w.plan.per_cpu);
	assert_range(&w, 0, "time-range-0",
	    "sh script --time=,124.999999999 -i x");
	assert_range(&w, 1, "time-range-1",
	    "sh script --time=125.000000000,149.999999999 -i x");
	assert_range(&w, 3, "time-range-3",
	    "sh script --time=175.000000000, -i x");
	assert_string_equal(range_name(w.plan.range[0].folder), "time-range-0");
	plan_release(&w.plan);
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

		world_init(&w);
		w.options.ranges = c[i].ranges;
		assert_int_equal(make(&w, "sh script"), 0);
		assert_int_equal(w.plan.count, c[i].ranges);
		assert_string_equal(w.plan.range[0].folder, c[i].first);
		assert_string_equal(
		    w.plan.range[c[i].ranges - 1].folder, c[i].last);
		plan_release(&w.plan);
	}
}

static void
one_range_is_the_output_folder_itself(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.options.ranges = 1;
	assert_int_equal(make(&w, "sh script -i x -v"), 0);
	assert_int_equal(w.plan.count, 1);
	assert_range(&w, 0, "", "sh script -i x -v");
	assert_string_equal(range_name(w.plan.range[0].folder), "whole");
	plan_release(&w.plan);
}

static void
keeps_ends_that_the_user_chose(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.options.ranges = 2;
	assert_int_equal(make(&w, "sh script -i x --time 120,140"), 0);
	assert_range(&w, 0, "time-range-0",
	    "sh script --time=120.000000000,129.999999999 -i x");
	assert_range(&w, 1, "time-range-1",
	    "sh script --time=130.000000000,140.000000000 -i x");
	plan_release(&w.plan);
}

static void
keeps_an_end_within_the_last_microsecond(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.options.ranges = 1;
	set_header_times(&w, 100 * S, 200 * S + 999);
	w.timeline.last_ns = 200 * S + 999;
	assert_int_equal(make(&w, "sh script -i x --time ,200.0000005"), 0);
	assert_range(&w, 0, "time-range-0",
	    "sh script --time=,200.000000500 -i x");
	plan_release(&w.plan);
	assert_int_equal(make(&w, "sh script -i x --time ,200.000000999"), 0);
	assert_range(&w, 0, "", "sh script -i x");
	plan_release(&w.plan);
}

static void
cuts_each_cpu_by_the_same_times(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.options.per_cpu = true;
	w.options.ranges = 2;
	assert_int_equal(make(&w, "sh script -i x -C 0,2-3"), 0);
	assert_int_equal(w.plan.count, 6);
	assert_true(w.plan.per_cpu);
	assert_range(&w, 0, "cpu-0/time-range-0",
	    "sh script --cpu=0 --time=,149.999999999 -i x");
	assert_range(&w, 5, "cpu-3/time-range-1",
	    "sh script --cpu=3 --time=150.000000000, -i x");
	assert_int_equal(w.plan.range[2].cpu, 2);
	plan_release(&w.plan);
}

static void
per_cpu_alone_does_not_cut_by_time(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.options.per_cpu = true;
	assert_int_equal(make(&w, "sh script -i x"), 0);
	assert_int_equal(w.plan.count, 4);
	assert_range(&w, 0, "cpu-0", "sh script --cpu=0 -i x");
	assert_range(&w, 3, "cpu-3", "sh script --cpu=3 -i x");
	assert_int_equal(w.plan.range[3].weight, 0);
	plan_release(&w.plan);
}

static void
counts_samples_that_would_come_with_each_cpu(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.cpu[1].cpu = EVENT_NO_CPU;
	w.cpu[1].samples = 7;
	w.options.per_cpu = true;
	assert_int_equal(make(&w, "sh script"), 0);
	assert_int_equal(w.plan.without_cpu, 7);
	plan_release(&w.plan);
}

static void
the_heaviest_ranges_come_first(void **state)
{
	static const size_t expected[] = { 2, 0, 1, 3 };
	struct world w;
	uint64_t total = 0;

	(void)state;
	world_init(&w);
	add_sample(&w, 0, 160 * S, 100000);
	add_sample(&w, 0, 110 * S, 5000);
	add_sample(&w, 0, 135 * S, 500);
	assert_int_equal(make(&w, "sh script"), 0);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(w.plan.heaviest[i], expected[i]);
		total += w.plan.range[i].weight;
	}
	assert_in_range(total, 106500, 106510);
	plan_release(&w.plan);
}

static void
samples_without_a_time_leave_it_in_one_piece(void **state)
{
	struct world w;
	const char *said;
	int status;

	(void)state;
	world_init(&w);
	w.timeline.samples++;
	capture_start();
	status = make(&w, "sh script -i x --time 120,140");
	said = capture_end();
	assert_int_equal(status, 0);
	assert_non_null(strstr(said, "1 of 102 samples have no time"));
	assert_int_equal(w.plan.count, 1);
	assert_range(&w, 0, "", "sh script -i x --time 120,140");
	plan_release(&w.plan);
}

static void
a_scan_stands_in_for_times_that_the_header_lacks(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.recording.feature[FEATURE_SAMPLE_TIME].len = 0;
	w.timeline.first_ns = 100 * S + 1;
	w.options.ranges = 2;
	assert_int_equal(make(&w, "sh script -i x"), 0);
	assert_range(&w, 0, "time-range-0",
	    "sh script --time=,150.000000000 -i x");
	plan_release(&w.plan);
}

/* The key of the first range of a command, with a consumer and a digest. */
static struct key
first_key(const char *line, const char *consumer, unsigned char digest)
{
	struct world w;
	struct key key;

	world_init(&w);
	w.options.consumer = consumer;
	w.timeline.digest.bytes[0] = digest;
	assert_int_equal(make(&w, line), 0);
	key = w.plan.range[0].key;
	plan_release(&w.plan);
	return key;
}

static void
keys_depend_on_all_that_an_output_depends_on(void **state)
{
	struct key key = first_key("sh script", NULL, 0);

	(void)state;
	assert_string_equal(first_key("sh script", NULL, 0).text, key.text);
	assert_string_not_equal(
	    first_key("sh script -v", NULL, 0).text, key.text);
	assert_string_not_equal(
	    first_key("cat script", NULL, 0).text, key.text);
	assert_string_not_equal(
	    first_key("sh script", "wc", 0).text, key.text);
	assert_string_not_equal(
	    first_key("sh script", NULL, 1).text, key.text);
}

static void
each_range_has_a_key_of_its_own(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.options.per_cpu = true;
	w.options.ranges = 3;
	assert_int_equal(make(&w, "sh script"), 0);
	for (size_t a = 0; a < w.plan.count; a++)
		for (size_t b = 0; b < a; b++)
			assert_string_not_equal(w.plan.range[a].key.text,
			    w.plan.range[b].key.text);
	plan_release(&w.plan);
}

/* Says that planning fails, with a message. */
static void
assert_refused(struct world *w, const char *line, const char *why)
{
	const char *said;
	int status;

	capture_start();
	status = make(w, line);
	said = capture_end();
	assert_int_equal(status, -1);
	if (!strstr(said, why))
		fail_msg("%s: said %s", line, said);
}

static void
refuses_what_does_not_go_together(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	assert_refused(&w, "no-such-perf script", "cannot find a program");
	assert_refused(&w, "sh script --time 2,1", "--time '2,1'");
	w.options.ranges = TIME_RANGES_MAX + 1;
	assert_refused(&w, "sh script", "at most 100000");
	w.options.ranges = 50000;
	w.options.per_cpu = true;
	assert_refused(&w, "sh script", "200000 ranges, at most 100000");
	assert_refused(&w, "sh script -C 4", "from 0 to 3");
}

static void
refuses_an_intel_pt_trace_unless_cut_by_time(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	w.timeline.intel_pt = true;
	assert_refused(&w, "sh script", "--split=time or -i");
	w.options.split_time = true;
	assert_int_equal(make(&w, "sh script"), 0);
	assert_false(w.plan.per_cpu);
	plan_release(&w.plan);
	w.event.layout.sample_cpu = 8;
	assert_int_equal(make(&w, "sh script"), 0);
	assert_true(w.plan.per_cpu);
	plan_release(&w.plan);
	w.options.no_per_cpu = true;
	assert_int_equal(make(&w, "sh script"), 0);
	assert_false(w.plan.per_cpu);
	plan_release(&w.plan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_by_time_with_open_ends),
		cmocka_unit_test(pads_numbers_to_the_digits_of_the_count),
		cmocka_unit_test(one_range_is_the_output_folder_itself),
		cmocka_unit_test(keeps_ends_that_the_user_chose),
		cmocka_unit_test(keeps_an_end_within_the_last_microsecond),
		cmocka_unit_test(cuts_each_cpu_by_the_same_times),
		cmocka_unit_test(per_cpu_alone_does_not_cut_by_time),
		cmocka_unit_test(counts_samples_that_would_come_with_each_cpu),
		cmocka_unit_test(the_heaviest_ranges_come_first),
		cmocka_unit_test(samples_without_a_time_leave_it_in_one_piece),
		cmocka_unit_test(
		    a_scan_stands_in_for_times_that_the_header_lacks),
		cmocka_unit_test(keys_depend_on_all_that_an_output_depends_on),
		cmocka_unit_test(each_range_has_a_key_of_its_own),
		cmocka_unit_test(refuses_what_does_not_go_together),
		cmocka_unit_test(refuses_an_intel_pt_trace_unless_cut_by_time),
	};

	return RUN(tests);
}
