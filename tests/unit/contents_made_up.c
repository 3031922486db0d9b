/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/contents_made_up.h"

static enum what
random_what(uint64_t *seed)
{
	static const enum what what[] = { SAMPLE, SAMPLE, SAMPLE, SAMPLE,
		SAMPLE, COMM, COMM, MMAP, EXIT, FORK, KSYMBOL };

	return what[random_below(seed, LENGTH(what))];
}

struct step
random_step(struct making *m)
{
	struct step s = {
		.what = random_what(m->seed),
		.pid = random_below(m->seed, m->pids),
		.value = 1 + random_below(m->seed, 1000),
		.time_ns = m->time_ns += APART,
		.cpu = random_below(m->seed, 3),
	};
	bool special = random_below(m->seed, 10) == 0;

	if (s.what == FORK && m->pids == PIDS)
		s.what = COMM;
	if (s.what == FORK) {
		s.value = s.pid ? s.pid : 1;
		s.pid = m->pids++;
	} else if (special && (s.what == MMAP || s.what == SAMPLE)) {
		s.pid = KERNEL;
	}
	return s;
}

/* Puts the records of a round in the order of their CPUs. */
static void
sort_round(struct step *step, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t n = i; n && step[n].cpu < step[n - 1].cpu; n--) {
			struct step s = step[n];

			step[n] = step[n - 1];
			step[n - 1] = s;
		}
}

size_t
make_up(struct making *m, struct step step[STEPS_MAX])
{
	size_t count = 0, round = 0;
	size_t wanted = 4 + random_below(m->seed, MADE_UP_MAX - 4);
	bool timed = false;

	m->pids = FIRST_PIDS;
	m->time_ns = 0;
	while (count < wanted) {
		struct step s = random_step(m);

		timed = timed || s.what == SAMPLE || count == 4;
		if (!timed)
			s.time_ns = s.cpu = 0;
		step[count++] = s;
		if (random_below(m->seed, 6))
			continue;
		if (!m->in_order)
			sort_round(step + round, count - round);
		step[count++] = (struct step){ .what = ROUND };
		round = count;
	}
	return count;
}

struct edit
random_edit(struct making *m, const struct step *step, size_t steps)
{
	struct edit e = {
		.name = "random",
		.how = random_below(m->seed, 5),
		.at = random_below(m->seed, steps),
	};
	const struct step *s = &step[e.at];
	bool fork = s->what == FORK;

	e.step = *s;
	if (e.how == SWAP && (e.at + 1 == steps || m->in_order ||
		!s[0].time_ns || !s[1].time_ns))
		e.how = VALUE;
	if (e.how == VALUE && (fork || s->what == ROUND))
		e.how = DROP;
	if (e.how == INSERT) {
		e.step = random_step(m);
		e.step.time_ns = s->time_ns ? s->time_ns - 3 : 0;
		if (e.step.what == FORK || !e.step.time_ns)
			e.step = (struct step){ .what = ROUND };
	}
	if (e.how == BECOMES && s->what != ROUND) {
		if (s->time_ns && random_below(m->seed, 2))
			e.step.time_ns += !m->in_order || s->what == SAMPLE;
		else if (!fork && s->what != KSYMBOL)
			e.step.pid = random_below(m->seed, FIRST_PIDS);
	}
	return e;
}
