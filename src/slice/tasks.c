/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/number_map.h"
#include "base/search.h"
#include "perfdata/format.h"
#include "perfdata/records.h"
#include "slice/tasks.h"

/* Processes are found by their number in blocks of so many. */
enum { BLOCK = 1 << 10 };

/* 2^64 over the golden ratio: small numbers times it are all over the place. */
#define SPREAD UINT64_C(0x9e3779b97f4a7c15)

/* Tasks that are no processes. */
enum {
	EVERYONE, /* what each range depends on */
	ALL,      /* all there is, for who depends on any process */
	PROCESSES,
};

/* What first counts before the same end of a range. */
struct stage {
	uint32_t end; /* its number, that of ends for those behind the last */
	digest_number sum;
};

/* Which task another was forked from, and the first end that this is before. */
struct origin {
	uint32_t parent;
	uint32_t end;
};

/* Something that a task has, and the first end that this is before. */
struct possession {
	uint32_t number;
	uint32_t end;
};

struct task {
	struct stage *stage; /* by end */
	size_t stages, stage_room;
	uint32_t *range; /* numbers of those with samples of it, in order */
	size_t ranges, range_room;
	struct origin *origin;
	size_t origins, origin_room;
	struct possession *has;
	size_t possessions, possession_room;
};

struct tasks {
	const uint64_t *end_ns;
	size_t ends;
	size_t end;       /* the last that was looked for */
	size_t everyone;  /* ends from there on depend on all there is */
	struct number_map times; /* how many records of a task had a time */
	uint32_t *number[PIDS_MAX / BLOCK]; /* by pid, 0: not seen yet */
	struct task *task;
	size_t count, room;
};

static uint32_t
add_task(struct tasks *t)
{
	t->task = xgrow(t->task, t->count, &t->room, sizeof *t->task);
	t->task[t->count] = (struct task){ 0 };
	return t->count++;
}

struct tasks *
tasks_new(const uint64_t *end_ns, size_t ends)
{
	struct tasks *t = xcalloc(1, sizeof *t);

	t->end_ns = end_ns;
	t->ends = ends;
	t->everyone = SIZE_MAX;
	while (t->count < PROCESSES)
		add_task(t);
	return t;
}

static uint32_t
number_of(struct tasks *t, uint32_t pid)
{
	uint32_t **block, *number;

	if (pid == 0 || pid >= PIDS_MAX)
		return EVERYONE;
	block = &t->number[pid / BLOCK];
	if (!*block)
		*block = xcalloc(BLOCK, sizeof **block);
	number = &(*block)[pid % BLOCK];
	if (!*number)
		*number = add_task(t);
	return *number;
}

/* Returns the task of a process, valid until the next is asked for. */
static struct task *
task_of(struct tasks *t, uint32_t pid)
{
	uint32_t number = number_of(t, pid);

	return &t->task[number];
}

/* Returns the number of the first end at a time or later. */
static size_t
end_from(struct tasks *t, uint64_t time_ns)
{
	if (t->end >= t->ends || time_ns > t->end_ns[t->end] ||
	    (t->end && time_ns <= t->end_ns[t->end - 1]))
		t->end = search_from(
		    t->end_ns, t->ends, sizeof *t->end_ns, time_ns);
	return t->end;
}

/* Adds a number to what a task has for an end; most come in order. */
static void
add_stage(struct task *task, uint32_t end, digest_number number)
{
	size_t at = task->stages;

	while (at && task->stage[at - 1].end > end)
		at--;
	if (at && task->stage[at - 1].end == end) {
		task->stage[at - 1].sum += number;
		return;
	}
	task->stage = xgrow(task->stage, task->stages, &task->stage_room,
	    sizeof *task->stage);
	memmove(task->stage + at + 1, task->stage + at,
	    (task->stages++ - at) * sizeof *task->stage);
	task->stage[at] = (struct stage){ end, number };
}

/*
 * Records of the same time count in the order of the file, told apart by seeds
 * that are far from those for what was printed before.  Returns how many of a
 * task had this time so far, with a seed or without.
 */
static uint32_t
had_time(const struct tasks *t, uint32_t task, uint64_t when_ns, uint64_t seed)
{
	return number_map_get(&t->times, when_ns, task << 1 | (seed != 0));
}

void
tasks_add(struct tasks *t, uint32_t pid, uint64_t when_ns,
    const struct record *record, uint64_t seed)
{
	uint32_t task = number_of(t, pid), end = end_from(t, when_ns);
	uint64_t again = had_time(t, task, when_ns, seed);
	digest_number number = digest_number_of(record->bytes,
	    record->size + record->after, seed ^ again * SPREAD);

	number_map_set(&t->times, when_ns, task << 1 | (seed != 0), again + 1);
	add_stage(&t->task[task], end, number);
	add_stage(&t->task[ALL], end, number);
}

void
tasks_printed(struct tasks *t, uint64_t printed_ns)
{
	number_map_forget(&t->times, printed_ns);
}

void
tasks_everyone(struct tasks *t, uint64_t when_ns)
{
	size_t end = end_from(t, when_ns);

	if (end < t->everyone)
		t->everyone = end;
}

/* Notes where a task comes from; the same again says nothing new. */
static void
add_origin(struct task *task, uint32_t from, uint32_t end)
{
	for (size_t i = 0; i < task->origins; i++) {
		struct origin *origin = &task->origin[i];

		if (origin->parent != from)
			continue;
		if (end < origin->end)
			origin->end = end;
		return;
	}
	task->origin = xgrow(task->origin, task->origins, &task->origin_room,
	    sizeof *task->origin);
	task->origin[task->origins++] = (struct origin){ from, end };
}

uint64_t
tasks_link(struct tasks *t, uint32_t child, uint32_t parent, uint64_t when_ns,
    uint64_t seed)
{
	uint32_t from = number_of(t, parent), to = number_of(t, child);
	uint64_t again = had_time(t, from, when_ns, seed);

	if (from == to)
		return seed;
	add_origin(&t->task[to], from, end_from(t, when_ns));
	return again ? seed ^ again * SPREAD >> 1 : seed;
}

/* Notes what a task has; the same again says nothing new. */
static void
add_possession(struct task *task, uint32_t number, uint32_t end)
{
	/* What was mapped last is most likely mapped again. */
	for (size_t i = task->possessions; i-- > 0;) {
		struct possession *has = &task->has[i];

		if (has->number != number)
			continue;
		if (end < has->end)
			has->end = end;
		return;
	}
	task->has = xgrow(task->has, task->possessions,
	    &task->possession_room, sizeof *task->has);
	task->has[task->possessions++] = (struct possession){ number, end };
}

void
tasks_have(struct tasks *t, uint32_t pid, uint64_t when_ns, uint32_t number)
{
	uint32_t task = number_of(t, pid), end = end_from(t, when_ns);
	struct task *all = &t->task[ALL];

	add_possession(&t->task[task], number, end);
	if (number >= all->possessions)
		add_possession(all, number, end);
	else if (end < all->has[number].end)
		all->has[number].end = end;
}

/* Adds a range to a task; returns whether it had it not yet. */
static bool
add_range(struct task *task, uint32_t range)
{
	size_t low = 0, high = task->ranges;

	/* Most come in order. */
	if (high && task->range[high - 1] < range)
		low = high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (task->range[middle] < range)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < task->ranges && task->range[low] == range)
		return false;
	task->range = xgrow(task->range, task->ranges, &task->range_room,
	    sizeof *task->range);
	memmove(task->range + low + 1, task->range + low,
	    (task->ranges++ - low) * sizeof *task->range);
	task->range[low] = range;
	return true;
}

void
tasks_sample(struct tasks *t, uint32_t pid, uint32_t range)
{
	/* One that no process can be, like TASKS_ANY, may be any. */
	struct task *task = pid >= PIDS_MAX ? &t->task[ALL] : task_of(t, pid);

	if (!task->ranges || task->range[task->ranges - 1] != range)
		add_range(task, range);
}

/* Gives a task's ranges to those it was forked from before they end. */
static bool
give_to_parents(
    struct tasks *t, const struct task *task, const uint32_t *until)
{
	bool given = false;

	for (size_t p = 0; p < task->origins; p++)
		for (size_t i = 0; i < task->ranges; i++)
			if (task->origin[p].end <= until[task->range[i]])
				given |= add_range(
				    &t->task[task->origin[p].parent],
				    task->range[i]);
	return given;
}

/* Makes each stage's sum that of all up to there. */
static void
accumulate(struct task *task)
{
	for (size_t i = 1; i < task->stages; i++)
		task->stage[i].sum += task->stage[i - 1].sum;
}

/* Returns the sum of a task, which is accumulated, up to an end. */
static digest_number
sum_until(const struct task *task, size_t end)
{
	size_t low = 0, high = task->stages;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (task->stage[middle].end <= end)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? task->stage[low - 1].sum : 0;
}

/* Gives the ranges to all tasks that they depend on. */
static void
find_ancestors(struct tasks *t, const uint32_t *until)
{
	bool given;

	do {
		given = false;
		/* Children come behind their parents, so that once will do. */
		for (size_t i = t->count; i-- > PROCESSES;)
			given |= give_to_parents(t, &t->task[i], until);
	} while (given);
}

void
tasks_sum_up(struct tasks *t, const uint64_t *until_ns, digest_number *sum,
    size_t ranges)
{
	uint32_t *until = xcalloc(ranges, sizeof *until); /* which end */

	for (size_t i = 0; i < ranges; i++) {
		until[i] = end_from(t, until_ns[i]);
		if (until[i] >= t->everyone)
			add_range(&t->task[ALL], i);
	}
	find_ancestors(t, until);
	for (size_t i = 0; i < t->count; i++)
		accumulate(&t->task[i]);
	for (size_t i = 0; i < ranges; i++)
		sum[i] += sum_until(&t->task[EVERYONE], until[i]);
	for (size_t n = ALL; n < t->count; n++) {
		const struct task *task = &t->task[n];

		for (size_t i = 0; i < task->ranges; i++) {
			uint32_t range = task->range[i];

			sum[range] += sum_until(task, until[range]);
		}
	}
	free(until);
}

/* Tells what a task has before an end, that of a range. */
static void
tell_range(const struct task *task, uint32_t range, uint32_t end,
    tasks_tell *tell, void *argument)
{
	for (size_t i = 0; i < task->possessions; i++)
		if (task->has[i].end <= end)
			tell(argument, range, task->has[i].number);
}

void
tasks_tell_all(struct tasks *t, const uint64_t *until_ns, size_t ranges,
    tasks_tell *tell, void *argument)
{
	uint32_t *until = xcalloc(ranges, sizeof *until);

	for (size_t i = 0; i < ranges; i++) {
		until[i] = end_from(t, until_ns[i]);
		tell_range(&t->task[EVERYONE], i, until[i], tell, argument);
	}
	for (size_t n = ALL; n < t->count; n++)
		for (size_t i = 0; i < t->task[n].ranges; i++) {
			uint32_t range = t->task[n].range[i];

			tell_range(&t->task[n], range, until[range], tell,
			    argument);
		}
	free(until);
}

void
tasks_free(struct tasks *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->count; i++) {
		free(t->task[i].stage);
		free(t->task[i].range);
		free(t->task[i].origin);
		free(t->task[i].has);
	}
	for (size_t i = 0; i < PIDS_MAX / BLOCK; i++)
		free(t->number[i]);
	number_map_release(&t->times);
	free(t->task);
	free(t);
}
