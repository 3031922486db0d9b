/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plans that keep the cuts of an earlier one: those ranges are the same whose
 * commands are.
 */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>

#include "perfdata/events.h"
#include "plan/reused_cuts.h"
#include "unit/plan_world.h"

enum { RANGES_MAX = 64 };

/* What is left of an earlier plan. */
struct past {
	struct reused_cuts cuts;
	char *command[RANGES_MAX];
	size_t count;
};

static void
past_release(struct past *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->command[i]);
	free(p->cuts.cut);
	free(p->cuts.cutting);
	*p = (struct past){ 0 };
}

/* Fills what is empty with what a plan leaves. */
static void
remember(struct past *p, const struct plan *plan)
{
	*p = (struct past){ .count = plan->count };
	assert_in_range(plan->count, 1, RANGES_MAX);
	p->cuts.cutting = strdup(plan->cutting);
	p->cuts.cut = calloc(plan->count, sizeof *p->cuts.cut);
	p->cuts.count = plan->count;
	for (size_t i = 0; i < plan->count; i++) {
		const struct range *r = &plan->range[i];

		p->command[i] = quote_shell_words(&r->command);
		p->cuts.cut[i] = (struct reused_cut){
			r->cpu < 0 ? EVENT_NO_CPU : (uint32_t)r->cpu,
			range_start(r), r->weight
		};
	}
}

/* Counts the ranges of a plan that the one before had, too. */
static size_t
count_kept(const struct past *p, const struct plan *plan)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->count; i++) {
		char *command = quote_shell_words(&plan->range[i].command);

		for (size_t n = 0; n < p->count; n++)
			kept += !strcmp(command, p->command[n]);
		free(command);
	}
	return kept;
}

/* Plans for a sample each second of a time, alternating between two CPUs. */
static void
plan(struct world *w, const struct plan_options *options,
    const uint64_t seconds[2], const char *line)
{
	plan_world_start(w);
	timeline_release(&w->timeline);
	timeline_start(&w->timeline);
	for (uint64_t s = seconds[0]; s <= seconds[1]; s++)
		timeline_add(&w->timeline, s * S, s % 2, 10);
	set_header_times(w, seconds[0] * S, seconds[1] * S);
	w->options = *options;
	w->options.jobs = 4;
	assert_int_equal(make_plan(w, line), 0);
}

/* One plan after the other. */
struct story {
	const char *name;
	struct plan_options options;
	uint64_t then[2], now[2]; /* of the recording, in seconds */
	const char *then_line, *now_line;
	size_t ranges, kept; /* of the plan now */
};

static void
tell(const struct story *story, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct story *s = &story[i];
		const char *line = s->then_line ? s->then_line : "sh script";
		struct plan_options options = s->options;
		struct world then, now;
		struct past past;
		size_t kept;

		plan(&then, &options, s->then, line);
		remember(&past, &then.plan);
		options.reused = &past.cuts;
		plan(&now, &options, s->now, s->now_line ? s->now_line : line);
		kept = count_kept(&past, &now.plan);
		if (now.plan.count != s->ranges || kept != s->kept)
			fail_msg("%s: %zu of %zu ranges are kept", s->name,
			    kept, now.plan.count);
		past_release(&past);
		plan_world_release(&then);
		plan_world_release(&now);
	}
}

#define BY_TIME { .split = SPLIT_TIME, .ranges = 4 }
#define BY_SAMPLES { .split = SPLIT_SAMPLES, .ranges = 4 }
#define BY_BYTES { .split = SPLIT_BYTES, .ranges = 4 }
#define EACH_25_S { .split = SPLIT_TIME, .interval_ns = 25 * S }
#define PER_CPU { .split = SPLIT_SAMPLES, .ranges = 4, .per_cpu = true }

static void
a_grown_recording_has_the_ranges_that_it_had(void **state)
{
	/* The last is cut when it is twice as heavy as it may be. */
	static const struct story c[] = {
		{ "not at all", BY_TIME, { 100, 200 }, { 100, 200 }, NULL, NULL,
		    4, 4 },
		{ "a little", BY_TIME, { 100, 200 }, { 100, 210 }, NULL, NULL,
		    4, 4 },
		{ "by samples", BY_SAMPLES, { 100, 200 }, { 100, 210 }, NULL,
		    NULL, 4, 4 },
		{ "by bytes", BY_BYTES, { 100, 200 }, { 100, 210 }, NULL, NULL,
		    4, 4 },
		{ "twice", BY_TIME, { 100, 200 }, { 100, 310 }, NULL, NULL, 6,
		    3 },
		{ "twice, by samples", BY_SAMPLES, { 100, 200 }, { 100, 310 },
		    NULL, NULL, 6, 3 },
		{ "intervals", EACH_25_S, { 100, 200 }, { 100, 300 }, NULL,
		    NULL, 8, 3 },
		{ "per CPU", PER_CPU, { 100, 200 }, { 100, 210 }, NULL, NULL,
		    10, 10 },
		{ "twice, per CPU", PER_CPU, { 100, 200 }, { 100, 310 }, NULL,
		    NULL, 12, 8 },
	};

	(void)state;
	tell(c, LENGTH(c));
}

static void
a_recording_that_lost_its_oldest_keeps_the_others(void **state)
{
	static const struct story c[] = {
		{ "part of a range", BY_TIME, { 100, 200 }, { 110, 200 }, NULL,
		    NULL, 4, 4 },
		{ "a range and a half", BY_TIME, { 100, 200 }, { 140, 200 },
		    NULL, NULL, 3, 2 },
		{ "by samples", BY_SAMPLES, { 100, 200 }, { 140, 200 }, NULL,
		    NULL, 3, 2 },
		{ "a window that moves", BY_TIME, { 100, 200 }, { 140, 240 },
		    NULL, NULL, 5, 1 },
		{ "all that there was", BY_TIME, { 100, 200 }, { 300, 400 },
		    NULL, NULL, 4, 0 },
	};

	(void)state;
	tell(c, LENGTH(c));
}

static void
other_times_of_a_recording_have_the_same_ranges(void **state)
{
	static const struct story c[] = {
		{ "narrower", BY_TIME, { 100, 200 }, { 100, 200 }, NULL,
		    "sh script --time 110,160", 3, 1 },
		{ "from the start", BY_TIME, { 100, 200 }, { 100, 200 }, NULL,
		    "sh script --time ,160", 3, 2 },
		{ "one range", BY_TIME, { 100, 200 }, { 100, 200 }, NULL,
		    "sh script --time 125,149.999999999", 4, 0 },
		{ "wider", BY_TIME, { 100, 200 }, { 100, 200 },
		    "sh script --time 120,160", "sh script --time 105,195", 5,
		    3 },
		{ "beside it", BY_TIME, { 100, 200 }, { 100, 200 },
		    "sh script --time 120,140", "sh script --time 150,160", 4,
		    0 },
		{ "two parts", BY_TIME, { 100, 200 }, { 100, 200 }, NULL,
		    "sh script --time '110,160 170,180'", 5, 1 },
		{ "percents", BY_TIME, { 100, 200 }, { 100, 200 }, NULL,
		    "sh script --time 10%-80%", 4, 2 },
	};

	(void)state;
	tell(c, LENGTH(c));
}

static void
each_cpu_keeps_its_own_ranges(void **state)
{
	static const struct story c[] = {
		{ "fewer CPUs", PER_CPU, { 100, 200 }, { 100, 200 }, NULL,
		    "sh script -C 1", 4, 4 },
		{ "more CPUs", PER_CPU, { 100, 200 }, { 100, 200 },
		    "sh script -C 1", "sh script -C 0,1", 8, 4 },
		{ "another CPU", PER_CPU, { 100, 200 }, { 100, 200 },
		    "sh script -C 1", "sh script -C 0", 4, 0 },
	};

	(void)state;
	tell(c, LENGTH(c));
}

/* Says that two plans have the same ranges. */
static void
assert_same_plan(const struct plan *a, const struct plan *b)
{
	struct past past;

	remember(&past, a);
	assert_int_equal(a->count, b->count);
	assert_int_equal(count_kept(&past, b), b->count);
	past_release(&past);
}

static void
cuts_by_other_options_are_not_kept(void **state)
{
	static const uint64_t all[2] = { 100, 200 }, more[2] = { 100, 210 };
	static const struct plan_options usual = BY_TIME, c[] = {
		{ .split = SPLIT_TIME, .ranges = 5 },
		{ .split = SPLIT_TIME },
		{ .split = SPLIT_SAMPLES, .ranges = 4 },
		{ .split = SPLIT_BYTES, .ranges = 4 },
		{ .split = SPLIT_TIME, .interval_ns = 25 * S },
		{ .split = SPLIT_TIME, .ranges = 4, .min_interval_ns = S },
		{ .split = SPLIT_TIME, .ranges = 4, .min_size = 3 },
		{ .split = SPLIT_TIME, .ranges = 4, .per_cpu = true },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct plan_options options = c[i];
		struct world then, fresh, now;
		struct past past;

		plan(&then, &usual, all, "sh script");
		remember(&past, &then.plan);
		plan(&fresh, &options, more, "sh script");
		options.reused = &past.cuts;
		plan(&now, &options, more, "sh script");
		assert_same_plan(&now.plan, &fresh.plan);
		past_release(&past);
		plan_world_release(&then);
		plan_world_release(&fresh);
		plan_world_release(&now);
	}
}

/* Grows, and loses its oldest, and so on. */
static void
a_recording_that_goes_on_never_has_too_many_ranges(void **state)
{
	static const enum split_by by[] = {
		SPLIT_TIME, SPLIT_SAMPLES, SPLIT_BYTES
	};

	(void)state;
	for (size_t i = 0; i < 3 * LENGTH(by); i++) {
		struct plan_options options = {
			.split = by[i / 3], .ranges = 4
		};
		uint64_t time[2] = { 100, 200 };
		struct past past = { 0 };
		size_t kept = 0;

		for (int step = 0; step < 40; step++) {
			struct world w;

			options.reused = past.count ? &past.cuts : NULL;
			plan(&w, &options, time, "sh script");
			kept += count_kept(&past, &w.plan);
			assert_in_range(w.plan.count, 2, 4 * 3 / 2 + 1);
			past_release(&past);
			remember(&past, &w.plan);
			plan_world_release(&w);
			time[0] += i % 3 == 0 ? 0 : 7;
			time[1] += i % 3 == 1 ? 0 : 7;
			if (time[1] < time[0] + 20)
				break;
		}
		past_release(&past);
		assert_true(kept > 10);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_grown_recording_has_the_ranges_that_it_had),
		cmocka_unit_test(
		    a_recording_that_lost_its_oldest_keeps_the_others),
		cmocka_unit_test(
		    other_times_of_a_recording_have_the_same_ranges),
		cmocka_unit_test(each_cpu_keeps_its_own_ranges),
		cmocka_unit_test(cuts_by_other_options_are_not_kept),
		cmocka_unit_test(
		    a_recording_that_goes_on_never_has_too_many_ranges),
	};

	return RUN(tests);
}
