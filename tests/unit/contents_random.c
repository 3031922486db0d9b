/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which ranges change with one record, against a model that lists for each
 * range all that it depends on.
 */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>

#include "unit/contents_made_up.h"

static const struct telling tellings[] = {
	{ .name = "file" },
	{ .name = "pipe", .options = { .layout = WRITER_PIPE } },
	{ .name = "swapped", .options = { .swap = true } },
	{ .name = "compressed", .options = { .compress = 100 } },
	{ .name = "two events", .two_kinds = true },
	{ .name = "without sample_id_all", .no_sample_id_all = true },
};

/* What a range depends on, as numbers. */
struct list {
	uint64_t number[6 * (STEPS_MAX + 1)];
	size_t count;
};

static void
put(struct list *l, const struct step *s, uint64_t when_ns)
{
	const uint64_t number[] = {
		s->what, s->pid, s->time_ns, s->value, s->cpu, when_ns
	};

	memcpy(l->number + l->count, number, sizeof number);
	l->count += LENGTH(number);
}

static bool
is_in(const struct contents_range *r, const struct step *s)
{
	return s->what == SAMPLE && r->start_ns <= s->time_ns &&
	    s->time_ns <= r->end_ns &&
	    (r->cpu == EVENT_NO_CPU || r->cpu == s->cpu);
}

/* Finds the processes whose side-band counts for a range. */
static void
find_processes(const struct contents_range *r, const struct step *step,
    size_t steps, bool counts[PIDS])
{
	bool more = true;

	memset(counts, 0, PIDS * sizeof *counts);
	counts[0] = true;
	for (size_t i = 0; i < steps; i++)
		for (uint32_t pid = 0; is_in(r, &step[i]) && pid < PIDS; pid++)
			if (step[i].pid == pid)
				counts[pid] = true;
	while (more) {
		more = false;
		for (size_t i = 0; i < steps; i++) {
			const struct step *s = &step[i];

			if (s->what != FORK || !counts[s->pid] ||
			    counts[s->value])
				continue;
			counts[s->value] = more = true;
		}
	}
}

/* The side-band of one process, by its time. */
static void
put_side_band(struct list *l, const struct contents_range *r,
    const struct step *step, size_t steps, const uint64_t *when_ns,
    uint32_t pid)
{
	bool done[STEPS_MAX + 1] = { false };

	for (;;) {
		size_t first = steps;

		for (size_t i = 0; i < steps; i++) {
			const struct step *s = &step[i];
			uint32_t of = s->what == KSYMBOL || s->pid == KERNEL ?
			    0 : s->pid;

			if (s->what != SAMPLE && s->what != ROUND &&
			    !done[i] && of == pid && when_ns[i] <= r->end_ns &&
			    (first == steps || when_ns[i] < when_ns[first]))
				first = i;
		}
		if (first == steps)
			return;
		done[first] = true;
		put(l, &step[first], when_ns[first]);
	}
}

/* Lists what a range depends on. */
static void
list_all(struct list *l, const struct telling *t,
    const struct contents_range *r, const struct step *step, size_t steps)
{
	uint64_t when_ns[STEPS_MAX + 1], latest_ns = 0, rounds = 0, last = 0;
	bool counts[PIDS];

	l->count = 0;
	find_processes(r, step, steps, counts);
	for (size_t i = 0; i < steps; i++) {
		const struct step *s = &step[i];

		rounds += s->what == ROUND;
		if (s->what == SAMPLE && s->time_ns > latest_ns)
			latest_ns = s->time_ns;
		when_ns[i] = t->no_sample_id_all ? latest_ns : s->time_ns;
		if (!is_in(r, s))
			continue;
		/* Samples in the order of the file, with rounds between. */
		put(l, s, !l->count || rounds != last);
		last = rounds;
	}
	for (uint32_t pid = 0; pid < PIDS; pid++)
		if (counts[pid])
			put_side_band(l, r, step, steps, when_ns, pid);
}

/* Returns the ranges whose lists differ, a bit for each. */
static unsigned
compare_lists(const struct telling *t, const struct story *s,
    const struct step *now, size_t steps)
{
	static struct list a, b;
	unsigned changed = 0;

	for (size_t i = 0; i < s->ranges; i++) {
		list_all(&a, t, &s->range[i], s->step, s->steps);
		list_all(&b, t, &s->range[i], now, steps);
		if (a.count != b.count || memcmp(a.number, b.number,
		    a.count * sizeof *a.number))
			changed |= R(i);
	}
	return changed;
}

/* Makes up the ranges: of all CPUs, or of two of them; some times in none. */
static void
make_up_ranges(struct story *s, uint64_t *seed)
{
	bool per_cpu = random_below(seed, 3) == 0;
	uint32_t cpus = per_cpu ? 2 : 1;

	s->ranges = 0;
	for (uint32_t cpu = 0; cpu < cpus; cpu++) {
		size_t count = 1 + random_below(seed, 4);
		uint64_t at = random_below(seed, 2) * 60;

		for (size_t i = 0; i < count; i++) {
			struct contents_range *r = &s->range[s->ranges++];

			r->start_ns = at;
			r->end_ns = at += 10 + random_below(seed, 100);
			r->cpu = per_cpu ? cpu : EVENT_NO_CPU;
			at += 1 + random_below(seed, 2) * 20;
			if (i + 1 == count && random_below(seed, 2))
				r->end_ns = UINT64_MAX;
		}
	}
}

static void
a_random_change_changes_the_ranges_that_the_model_says(void **state)
{
	uint64_t seed = 20240701;
	unsigned ranges = 0, changes = 0;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		const struct telling *t = &tellings[round % LENGTH(tellings)];
		struct making m = {
			.seed = &seed, .in_order = t->no_sample_id_all
		};
		struct digest was[RANGES_MAX], now[RANGES_MAX];
		struct step step[STEPS_MAX + 1];
		unsigned changed, should;
		struct story s;
		struct edit e;
		size_t steps;

		s.steps = make_up(&m, s.step);
		make_up_ranges(&s, &seed);
		e = random_edit(&m, s.step, s.steps);
		memcpy(step, s.step, sizeof s.step);
		steps = apply_edit(&e, step, s.steps);
		contents_of_steps(t, s.step, s.steps, s.range, s.ranges, was);
		contents_of_steps(t, step, steps, s.range, s.ranges, now);
		changed = changed_contents(was, now, s.ranges);
		should = compare_lists(t, &s, step, steps);
		if (changed != should)
			fail_msg("round %d, %s: edit %d of step %zu: %x, "
				 "not %x", round, t->name, e.how, e.at,
			    changed, should);
		ranges += s.ranges;
		changes += __builtin_popcount(changed);
	}
	/* Neither never nor always. */
	assert_in_range(changes, ranges / 5, ranges / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_random_change_changes_the_ranges_that_the_model_says),
	};

	return RUN(tests);
}
