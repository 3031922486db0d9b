/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/plan_world.h"

void
set_header_times(struct world *w, uint64_t first_ns, uint64_t last_ns)
{
	memcpy(w->header, &first_ns, 8);
	memcpy(w->header + 8, &last_ns, 8);
}

void
plan_world_start(struct world *w)
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

void
plan_world_release(struct world *w)
{
	plan_release(&w->plan);
	timeline_release(&w->timeline);
}

int
make_plan(struct world *w, const char *line)
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

void
add_keys(struct world *w)
{
	assert_int_equal(plan_add_contents(
	    &w->plan, &w->recording, &w->timeline.index, 2), 0);
	plan_look(&w->plan, &w->command);
	plan_add_keys(&w->plan, &w->identity, &w->options.job);
}

bool
depends_on_all(const struct world *w, const struct range *r)
{
	return !memcmp(&r->contents, &w->timeline.digest, sizeof r->contents);
}

void
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

void
assert_plan_refused(struct world *w, const char *line, const char *why)
{
	const char *said;
	int status;

	capture_start();
	status = make_plan(w, line);
	said = capture_end();
	assert_int_equal(status, -1);
	if (!strstr(said, why))
		fail_msg("%s: said %s", line, said);
}

uint64_t
total_weight(const struct plan *p)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < p->count; i++)
		sum += p->range[i].weight;
	return sum;
}

void
assert_heaviest(const struct plan *p, const size_t *heaviest, size_t count)
{
	assert_int_equal(p->count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(p->heaviest[i], heaviest[i]);
}
