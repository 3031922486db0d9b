/* SPDX-License-Identifier: GPL-2.0-only */
/* What plans say of their ranges for outputs to be told apart by. */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>

#include "unit/plan_world.h"

/* The key of the first range of a command, with a consumer. */
static struct key
first_key(struct world *w, const char *line, const char *consumer)
{
	w->options.job.consumer = consumer;
	assert_int_equal(make_plan(w, line), 0);
	add_keys(w);
	return w->plan.range[0].key;
}

static void
keys_depend_on_all_that_an_output_depends_on(void **state)
{
	struct world w;
	struct key key;

	(void)state;
	plan_world_start(&w);
	key = first_key(&w, "sh script", NULL);
	assert_string_equal(first_key(&w, "sh script", NULL).text, key.text);
	assert_string_not_equal(
	    first_key(&w, "sh script -v", NULL).text, key.text);
	assert_string_not_equal(
	    first_key(&w, "cat script", NULL).text, key.text);
	assert_string_not_equal(
	    first_key(&w, "sh script", "wc").text, key.text);
	w.identity.bytes[0]++;
	assert_string_not_equal(
	    first_key(&w, "sh script", NULL).text, key.text);
	w.identity.bytes[0]--;
	w.recording.swapped = true; /* part of its contents */
	assert_string_not_equal(
	    first_key(&w, "sh script", NULL).text, key.text);
	w.recording.swapped = false;
	assert_string_equal(first_key(&w, "sh script", NULL).text, key.text);
	plan_world_release(&w);
}

static void
each_range_has_a_key_of_its_own(void **state)
{
	struct world w;

	(void)state;
	plan_world_start(&w);
	w.options.per_cpu = true;
	w.options.ranges = 3;
	assert_int_equal(make_plan(&w, "sh script"), 0);
	add_keys(&w);
	for (size_t a = 0; a < w.plan.count; a++)
		for (size_t b = 0; b < a; b++)
			assert_string_not_equal(w.plan.range[a].key.text,
			    w.plan.range[b].key.text);
	plan_world_release(&w);
}

/* What may keep ranges from depending on their part alone. */
static void
ranges_depend_on_all_where_parts_cannot_be_told_apart(void **state)
{
	enum { NOTHING, NO_TIME, TRACE, ONLY_PERF_READS_IT, REASONS };
	static const char *const line[] = {
		"sh script --ns", "sh script --show-task-events",
		"sh script -D", "sh script --header",
		"sh script --new-option", "sh script --deltatime",
	};

	(void)state;
	for (int why = NOTHING; why < REASONS; why++)
		for (size_t i = 0; i < LENGTH(line); i++) {
			struct world w;
			bool exact = i == 0 && why == NOTHING;

			plan_world_start(&w);
			w.timeline.digest.bytes[0] = 1;
			w.timeline.samples += why == NO_TIME;
			w.timeline.trace_type = why == TRACE;
			capture_start();
			if (why == ONLY_PERF_READS_IT)
				w.recording.parts = 0;
			assert_int_equal(make_plan(&w, line[i]), 0);
			add_keys(&w);
			capture_end();
			for (size_t n = 0; n < w.plan.count; n++)
				if (depends_on_all(&w, &w.plan.range[n]) ==
				    exact)
					fail_msg("%d: %s", why, line[i]);
			plan_world_release(&w);
		}
}

static void
every_option_that_says_where_to_cut_is_told(void **state)
{
	const struct plan_options usual = {
		.jobs = 4, .split = SPLIT_TIME
	};
	struct plan_options c[7];
	char *cutting[LENGTH(c)];

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++)
		c[i] = usual;
	c[1].ranges = 3;
	c[2].interval_ns = 3;
	c[3].min_interval_ns = 3;
	c[4].min_size = 3;
	c[5].per_cpu = true;
	c[6].split = SPLIT_SAMPLES;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct world w;

		plan_world_start(&w);
		w.options = c[i];
		w.options.interval_ns *= 10 * S;
		assert_int_equal(make_plan(&w, "sh script"), 0);
		cutting[i] = strdup(w.plan.cutting);
		assert_null(strchr(cutting[i], '\n'));
		w.options.jobs = 5;
		w.options.job.consumer = "wc";
		assert_int_equal(make_plan(&w, "sh script --time 120,140"), 0);
		assert_string_equal(w.plan.cutting, cutting[i]);
		plan_world_release(&w);
	}
	for (size_t a = 0; a < LENGTH(c); a++)
		for (size_t b = 0; b < a; b++)
			assert_string_not_equal(cutting[a], cutting[b]);
	for (size_t i = 0; i < LENGTH(c); i++)
		free(cutting[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_depend_on_all_that_an_output_depends_on),
		cmocka_unit_test(each_range_has_a_key_of_its_own),
		cmocka_unit_test(
		    ranges_depend_on_all_where_parts_cannot_be_told_apart),
		cmocka_unit_test(every_option_that_says_where_to_cut_is_told),
	};

	return RUN(tests);
}
