/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "base/alloc.h"
#include "perfdata/format.h"
#include "slice/lineage.h"

/* How many tasks are in a block of the table by process number. */
enum { BLOCK = 1 << 10 };

/* A task from which another has inherited, and when first. */
struct origin {
	uint32_t parent;
	uint64_t when;
};

struct descent {
	struct origin *origin;
	size_t origins, room;
	uint32_t round; /* round in which it was last needed */
};

struct lineage {
	uint32_t *number[PIDS_MAX / BLOCK]; /* by pid, 0 when new */
	struct descent *task;
	size_t count, room;
	uint32_t round; /* number of the last completion */
};

static uint32_t
add_task(struct lineage *l)
{
	l->task = xgrow(l->task, l->count, &l->room, sizeof *l->task);
	l->task[l->count] = (struct descent){ 0 };
	return l->count++;
}

struct lineage *
lineage_new(void)
{
	struct lineage *l = xcalloc(1, sizeof *l);

	while (l->count < LINEAGE_TASKS)
		add_task(l);
	return l;
}

uint32_t
lineage_of_record(struct lineage *l, uint32_t pid)
{
	uint32_t **block, *number;

	/* Numbers that no process can have stand for the kernel or for none. */
	if (pid == 0 || pid >= PIDS_MAX)
		return LINEAGE_EVERYONE;
	block = &l->number[pid / BLOCK];
	if (!*block)
		*block = xcalloc(BLOCK, sizeof **block);
	number = &(*block)[pid % BLOCK];
	if (!*number)
		*number = add_task(l);
	return *number;
}

uint32_t
lineage_of_sample(struct lineage *l, uint32_t pid)
{
	return pid >= PIDS_MAX ? LINEAGE_ALL : lineage_of_record(l, pid);
}

/* Adds an origin of a task, unless it has it; the earliest time counts. */
static void
add_origin(struct descent *task, uint32_t parent, uint64_t when)
{
	for (size_t i = 0; i < task->origins; i++) {
		struct origin *origin = &task->origin[i];

		if (origin->parent != parent)
			continue;
		if (when < origin->when)
			origin->when = when;
		return;
	}
	task->origin = xgrow(
	    task->origin, task->origins, &task->room, sizeof *task->origin);
	task->origin[task->origins++] = (struct origin){ parent, when };
}

void
lineage_link(
    struct lineage *l, uint32_t child, uint32_t parent, uint64_t when)
{
	uint32_t from = lineage_of_record(l, parent);
	uint32_t to = lineage_of_record(l, child);

	/* Samples of impossible processes need everything anyway. */
	if (from != to && child < PIDS_MAX)
		add_origin(&l->task[to], from, when);
}

void
needed_tasks_add(struct needed_tasks *n, uint32_t task)
{
	n->task = xgrow(n->task, n->count, &n->room, sizeof *n->task);
	n->task[n->count++] = task;
}

/* Says whether a task is new in this round. */
static bool
is_new(struct lineage *l, uint32_t task)
{
	bool new = l->task[task].round != l->round;

	l->task[task].round = l->round;
	return new;
}

/* Adds the tasks from which a task has inherited up to a time. */
static void
add_origins(struct lineage *l, struct needed_tasks *n,
    const struct descent *task, uint64_t until)
{
	for (size_t i = 0; i < task->origins; i++)
		if (task->origin[i].when <= until &&
		    is_new(l, task->origin[i].parent))
			needed_tasks_add(n, task->origin[i].parent);
}

void
lineage_complete(struct lineage *l, struct needed_tasks *n, uint64_t until)
{
	size_t samples = n->count;

	l->round++;
	l->task[LINEAGE_EVERYONE].round = l->round;
	n->count = 0;
	for (size_t i = 0; i < samples; i++)
		if (is_new(l, n->task[i]))
			n->task[n->count++] = n->task[i];
	add_origins(l, n, &l->task[LINEAGE_EVERYONE], until);
	for (size_t i = 0; i < n->count; i++)
		add_origins(l, n, &l->task[n->task[i]], until);
}

bool
lineage_is_needed(const struct lineage *l, uint32_t task)
{
	return l->task[task].round == l->round ||
	    l->task[LINEAGE_ALL].round == l->round;
}

void
lineage_free(struct lineage *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++)
		free(l->task[i].origin);
	for (size_t i = 0; i < PIDS_MAX / BLOCK; i++)
		free(l->number[i]);
	free(l->task);
	free(l);
}
