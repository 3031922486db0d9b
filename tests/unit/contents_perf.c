/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where perf prints something else of a range, its contents are others: for
 * recordings in any order, against a queue like that of perf's
 * ordered-events.c and what perf would know of each sample's process.
 */
#include "unit/testing.h"

#include <string.h>

#include "unit/contents_world.h"
#include "unit/random.h"

/* Times of samples are so far apart; others lie between them. */
enum { APART = 64, TIMES = 200, PIDS = 4, MADE_UP_MAX = 24 };

static const struct contents_range ranges[] = {
	{ 0, 50 * APART, EVENT_NO_CPU },
	{ 50 * APART + 1, 100 * APART, EVENT_NO_CPU },
	{ 100 * APART + 1, 150 * APART, EVENT_NO_CPU },
	{ 150 * APART + 1, UINT64_MAX, EVENT_NO_CPU },
};

/* What perf has in its queue, knows, and printed. */
struct perf {
	bool as_in_file;
	bool no_times; /* of records that are no samples */
	struct step queued[STEPS_MAX]; /* by time, and as they came */
	size_t count;
	uint64_t max_timestamp, next_flush;
	uint64_t known[PIDS]; /* of each process; of the kernel for 0 */
	uint64_t printed[LENGTH(ranges)];
};

/* Returns what becomes of something with one more behind it. */
static uint64_t
mix(uint64_t a, uint64_t b)
{
	a = (a ^ b) * UINT64_C(0x9e3779b97f4a7c15) + b;
	return a ^ a >> 29;
}

static void
deliver(struct perf *p, const struct step *s)
{
	uint32_t pid = s->pid == KERNEL || s->what == KSYMBOL ? 0 : s->pid;
	uint64_t said = mix(mix(s->what, s->value), s->time_ns);

	if (s->what == SAMPLE) {
		said = mix(mix(said, p->known[pid]), p->known[0]);
		for (size_t i = 0; i < LENGTH(ranges); i++)
			if (ranges[i].start_ns <= s->time_ns &&
			    s->time_ns <= ranges[i].end_ns)
				p->printed[i] = mix(p->printed[i], said);
		return;
	}
	/* A child knows what its parent does by then. */
	if (s->what == FORK && pid)
		p->known[pid] = mix(p->known[pid], p->known[s->value]);
	p->known[pid] = mix(p->known[pid], said);
}

static void
flush(struct perf *p, uint64_t limit)
{
	size_t n = 0;

	while (n < p->count && p->queued[n].time_ns <= limit)
		deliver(p, &p->queued[n++]);
	p->count -= n;
	memmove(p->queued, p->queued + n, p->count * sizeof *p->queued);
}

static void
queue(struct perf *p, const struct step *s)
{
	size_t at = p->count;

	while (at > 0 && p->queued[at - 1].time_ns > s->time_ns)
		at--;
	if (at == p->count)
		p->max_timestamp = s->time_ns;
	memmove(p->queued + at + 1, p->queued + at,
	    (p->count - at) * sizeof *p->queued);
	p->queued[at] = *s;
	p->count++;
}

static void
finish_round(struct perf *p)
{
	if (!p->count)
		return;
	if (p->next_flush)
		flush(p, p->next_flush);
	p->next_flush = p->max_timestamp;
}

/* Fills in what perf prints of each range. */
static void
simulate(struct perf *p, const struct telling *t, const struct step *step,
    size_t steps)
{
	*p = (struct perf){
		.as_in_file = t->no_sample_id_all &&
		    t->options.layout != WRITER_PIPE,
		.no_times = t->no_sample_id_all,
	};
	for (size_t i = 0; i < steps; i++) {
		const struct step *s = &step[i];

		if (s->what == ROUND)
			finish_round(p);
		else if (p->as_in_file || !s->time_ns ||
		    (p->no_times && s->what != SAMPLE))
			deliver(p, s);
		else
			queue(p, s);
	}
	flush(p, UINT64_MAX);
}

/* Makes up a step of about a time. */
static struct step
random_step(uint64_t *seed, uint64_t first, uint64_t spread)
{
	static const enum what what[] = { SAMPLE, SAMPLE, SAMPLE, SAMPLE,
		SAMPLE, COMM, MMAP, EXIT, FORK, KSYMBOL, ROUND };
	struct step s = { .what = what[random_below(seed, LENGTH(what))] };
	uint64_t time = 1 + (first + random_below(seed, spread)) % TIMES;

	if (s.what == ROUND)
		return s;
	s.pid = s.what == SAMPLE ? random_below(seed, PIDS) :
				   1 + random_below(seed, PIDS - 1);
	if (s.what == MMAP && random_below(seed, 4) == 0)
		s.pid = KERNEL;
	s.value = s.what == FORK ? 1 + random_below(seed, PIDS - 1) :
				   1 + random_below(seed, 100000);
	s.time_ns = time * APART + (s.what == SAMPLE ? 0 : APART / 2);
	if (s.what != SAMPLE && random_below(seed, 15) == 0)
		s.time_ns = 0;
	return s;
}

/* Says whether two have the same time. */
static bool
has_ties(const struct step *step, size_t steps)
{
	for (size_t a = 0; a < steps; a++)
		for (size_t b = 0; b < a; b++)
			if (step[a].time_ns == step[b].time_ns &&
			    step[a].time_ns)
				return true;
	return false;
}

/* Makes up a recording, mostly with rising times. */
static size_t
make_up(struct step step[STEPS_MAX], uint64_t *seed)
{
	size_t steps;
	uint64_t spread;

	do {
		steps = 2 + random_below(seed, MADE_UP_MAX - 1);
		spread = 1 + random_below(seed, 3) * random_below(seed, 70);
		for (size_t i = 0; i < steps; i++)
			step[i] = random_step(seed, i * TIMES / steps, spread);
	} while (has_ties(step, steps));
	return steps;
}

/* Makes a change at random; returns how many steps there are then. */
static size_t
change(struct step *step, size_t steps, uint64_t *seed)
{
	size_t from = random_below(seed, steps);
	size_t to = random_below(seed, steps);
	struct edit e = { .how = random_below(seed, 5), .at = from };

	if (e.how == SWAP) {
		/* With any other, or to any other place. */
		e.step = step[to];
		if (random_below(seed, 2)) {
			step[to] = step[from];
			step[from] = e.step;
			return steps;
		}
		steps = apply_edit(&(struct edit){ .how = DROP, .at = to }, step,
		    steps);
		e.how = INSERT;
		e.at = from < steps ? from : steps;
	} else {
		e.step = random_step(seed, from * TIMES / steps, TIMES / 10);
		if (e.how == VALUE && step[from].what == FORK)
			e.how = DROP;
		if (e.how == DROP && steps == 1)
			e.how = INSERT;
	}
	return apply_edit(&e, step, steps);
}

/* Compares two recordings; returns how many ranges are printed otherwise. */
static unsigned
check(const struct telling *t, const struct step *a, size_t a_steps,
    const struct step *b, size_t b_steps)
{
	struct digest x[LENGTH(ranges)], y[LENGTH(ranges)];
	static struct perf was, now;
	unsigned changed, others = 0;

	simulate(&was, t, a, a_steps);
	simulate(&now, t, b, b_steps);
	contents_of_steps(t, a, a_steps, ranges, LENGTH(ranges), x);
	contents_of_steps(t, b, b_steps, ranges, LENGTH(ranges), y);
	changed = changed_contents(x, y, LENGTH(ranges));
	for (size_t i = 0; i < LENGTH(ranges); i++) {
		if (was.printed[i] == now.printed[i])
			continue;
		others++;
		if (!(changed & R(i)))
			fail_msg("%s: range %zu", t->name, i);
	}
	return others;
}

static void
what_perf_prints_otherwise_has_other_contents(void **state)
{
	static const struct telling tellings[] = {
		{ .name = "file" },
		{ .name = "pipe", .options = { .layout = WRITER_PIPE } },
		{ .name = "without sample_id_all", .no_sample_id_all = true },
		{ .name = "pipe without sample_id_all",
		    .options = { .layout = WRITER_PIPE },
		    .no_sample_id_all = true },
	};
	uint64_t seed = 20240711;
	unsigned others = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct step was[STEPS_MAX], now[STEPS_MAX];
		size_t steps = make_up(was, &seed), edited;

		do {
			memcpy(now, was, sizeof was);
			edited = change(now, steps, &seed);
			if (random_below(&seed, 2))
				edited = change(now, edited, &seed);
		} while (has_ties(now, edited));
		others += check(&tellings[round % LENGTH(tellings)], was,
		    steps, now, edited);
	}
	assert_true(others > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_perf_prints_otherwise_has_other_contents),
	};

	return RUN(tests);
}
