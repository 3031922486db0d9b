/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/number_map.h"
#include "scan/index.h"
#include "slice/contents.h"
#include "slice/stretches.h"

/* A time at which something changes for a task. */
struct change {
	uint32_t task;
	uint64_t when_ns;
};

/* What was found last: no change lies between these times, both excluded. */
struct found {
	uint32_t task;
	bool is_set;
	uint64_t after_ns, before_ns;
	uint32_t number;
};

enum { FOUND = 256 };

struct stretches {
	struct change *change; /* by task and time */
	size_t count, room;
	struct found found[FOUND]; /* by task */
};

static void
add_change(struct stretches *s, uint32_t task, uint64_t when_ns)
{
	s->change = xgrow(
	    s->change, s->count, &s->room, sizeof *s->change);
	s->change[s->count++] = (struct change){ task, when_ns };
}

static int
by_task_and_time(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	if (x->task != y->task)
		return x->task < y->task ? -1 : 1;
	return (x->when_ns > y->when_ns) - (x->when_ns < y->when_ns);
}

struct stretches *
stretches_new(const struct index *ix, const struct contents_range *range)
{
	struct stretches *s = xcalloc(1, sizeof *s);

	for (size_t i = 0; i < ix->others; i++) {
		const struct index_other *o = &ix->other[i];

		if (o->inert || o->when_ns < range->start_ns ||
		    o->when_ns > range->end_ns)
			continue;
		/* A process of which the kernel knows no number is any. */
		add_change(s, o->pid == UINT32_MAX ? 0 : o->pid, o->when_ns);
		if (o->parent != INDEX_NO_PARENT && o->child != o->pid)
			add_change(s, o->child, o->when_ns);
	}
	if (s->count)
		qsort(s->change, s->count, sizeof *s->change,
		    by_task_and_time);
	return s;
}

/* Returns the number of the first change of a task at or after a time. */
static size_t
first_from(const struct stretches *s, uint32_t task, uint64_t time_ns)
{
	const struct change wanted = { task, time_ns };
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_task_and_time(&s->change[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
stretches_find(struct stretches *s, uint32_t task, uint64_t time_ns,
    uint32_t *number)
{
	struct found *f =
	    &s->found[(task * NUMBER_SPREAD >> 32) % FOUND];
	size_t at;

	if (!f->is_set || f->task != task || time_ns <= f->after_ns ||
	    time_ns >= f->before_ns) {
		at = first_from(s, task, time_ns);
		if (at < s->count && s->change[at].task == task &&
		    s->change[at].when_ns == time_ns)
			return false;
		*f = (struct found){ task, true, 0, UINT64_MAX, (uint32_t)at };
		if (at > 0 && s->change[at - 1].task == task)
			f->after_ns = s->change[at - 1].when_ns;
		if (at < s->count && s->change[at].task == task)
			f->before_ns = s->change[at].when_ns;
	}
	*number = f->number;
	return true;
}

void
stretches_free(struct stretches *s)
{
	if (s)
		free(s->change);
	free(s);
}
