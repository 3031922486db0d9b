/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a plan is made from, by hand: a recording of 4 CPUs from 100 to 200 s,
 * and options; and the plan.
 */
#ifndef UNIT_PLAN_WORLD_H
#define UNIT_PLAN_WORLD_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/quote.h"
#include "data/format.h"
#include "data/recording.h"
#include "data/timeline.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "unit/capture.h"
#include "unit/testing.h"

#define S UINT64_C(1000000000)

/* What a plan is made from, and the plan. */
struct world {
	unsigned char header[24]; /* both sample times, then both CPU counts */
	char name[8];
	struct part part;
	struct event event;
	struct recording recording;
	struct timeline timeline;
	struct plan_options options;
	struct digest identity; /* of the files beside the recording */
	struct plan plan;
	struct perf_command command; /* that names no files */
};

static inline void
set_header_times(struct world *w, uint64_t first_ns, uint64_t last_ns)
{
	memcpy(w->header, &first_ns, 8);
	memcpy(w->header + 8, &last_ns, 8);
}

/*
 * Starts a world with a sample each second, alternating between two CPUs; cut
 * by time, where ranges are easy to foretell.
 */
static inline void
world_start(struct world *w)
{
	static const uint32_t cpus[2] = { 4, 4 };

	*w = (struct world){ .name = "p.data",
		.options = { .jobs = 4, .split = SPLIT_TIME } };
	set_header_times(w, 100 * S, 200 * S);
	memcpy(w->header + 16, cpus, sizeof cpus);
	w->part.bytes = w->header;
	w->part.size = sizeof w->header;
	w->recording.name = w->name;
	w->recording.part = &w->part;
	w->recording.parts = 1;
	w->recording.feature[FEATURE_SAMPLE_TIME] = (struct section){ 0, 16 };
	w->recording.feature[FEATURE_NRCPUS] = (struct section){ 16, 8 };
	w->event.sample_type = SAMPLE_IP | SAMPLE_TIME | SAMPLE_CALLCHAIN;
	w->event.layout = (struct event_layout){
		.sample_time = 16, .sample_cpu = 24
	};
	w->recording.events.event = &w->event;
	w->recording.events.count = 1;
	timeline_start(&w->timeline);
	for (uint64_t s = 100; s <= 200; s++)
		timeline_add(&w->timeline, s * S, s % 2, 10);
}

static inline void
world_release(struct world *w)
{
	plan_release(&w->plan);
	timeline_release(&w->timeline);
}

/* Plans a command, instead of what was planned before. */
static inline int
make(struct world *w, const char *line)
{
	struct perf_command command;
	struct words words;
	int status;

	plan_release(&w->plan);
	if (w->timeline.number)
		timeline_finish(&w->timeline);
	assert_int_equal(words_split(&words, line), 0);
	assert_int_equal(
	    perf_command_parse(&command, words.word, words.count), 0);
	status = plan_make(&w->plan, &w->options, &command, &w->recording,
	    &w->timeline);
	if (status)
		w->plan = (struct plan){ 0 }; /* there is none */
	perf_command_release(&command);
	words_release(&words);
	return status;
}

/* Gives the ranges of a plan their contents and keys. */
static inline void
add_keys(struct world *w)
{
	assert_int_equal(plan_add_contents(
	    &w->plan, &w->recording, &w->timeline.index, 2), 0);
	plan_look(&w->plan, &w->command);
	plan_add_keys(&w->plan, &w->identity, w->options.consumer);
}

/* Says whether a range depends on all of the recording. */
static inline bool
depends_on_all(const struct world *w, const struct range *r)
{
	return !memcmp(&r->contents, &w->timeline.digest, sizeof r->contents);
}

/* Says that a range has this folder and this command. */
static inline void
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

/* Says that planning fails, with a message. */
static inline void
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

/* Adds up the weights of all ranges. */
static inline uint64_t
total(const struct plan *p)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < p->count; i++)
		sum += p->range[i].weight;
	return sum;
}

static inline void
assert_heaviest(const struct plan *p, const size_t *heaviest, size_t count)
{
	assert_int_equal(p->count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(p->heaviest[i], heaviest[i]);
}
#define RANGES(...) \
	(const size_t[]){ __VA_ARGS__ }, \
	    LENGTH(((const size_t[]){ __VA_ARGS__ }))

#endif
