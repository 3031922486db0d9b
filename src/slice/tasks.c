/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/number_map.h"
#include "base/search.h"
#include "perfdata/records.h"
#include "slice/lineage.h"
#include "slice/tasks.h"

/* What has an effect first before the same end of a range. */
struct stage {
	uint32_t end; /* number of that end, or of ends for after the last */
	digest_number sum;
};

/* A thing that a task has, and the first end after that. */
struct possession {
	uint32_t number;
	uint32_t end;
};

struct task {
	struct stage *stage; /* by end */
	size_t stages, stage_room;
	uint32_t *range; /* numbers of the ranges with its samples, sorted */
	size_t ranges, range_room;
	struct possession *has;
	size_t possessions, possession_room;
};

struct tasks {
	const uint64_t *end_ns;
	size_t ends;
	size_t end;       /* the end that was found last */
	size_t everyone;  /* ranges with this end or a later one need all */
	struct number_map times; /* how many records of a task have a time */
	struct lineage *lineage;
	struct task *task; /* by its number in lineage */
	size_t count, room;
	struct needed_tasks *needed; /* by range, once known */
	size_t ranges;
};

/* Returns the task of a number, valid until the next call. */
static struct task *
task_at(struct tasks *t, uint32_t number)
{
	while (t->count <= number) {
		t->task = xgrow(t->task, t->count, &t->room, sizeof *t->task);
		t->task[t->count++] = (struct task){ 0 };
	}
	return &t->task[number];
}

struct tasks *
tasks_new(const uint64_t *end_ns, size_t ends)
{
	struct tasks *t = xcalloc(1, sizeof *t);

	t->end_ns = end_ns;
	t->ends = ends;
	t->everyone = SIZE_MAX;
	t->lineage = lineage_new();
	return t;
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

/* Adds to the sum of a task for an end; most come in order. */
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
 * Records of the same time are told apart by their order in the file, through
 * seeds that are far from those for what was printed before.  Returns how many
 * records of a task had this time so far, with a seed or without.
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
	uint32_t task = lineage_of_record(t->lineage, pid);
	uint32_t end = end_from(t, when_ns);
	uint64_t again = had_time(t, task, when_ns, seed);
	digest_number number = digest_number_of(record->bytes,
	    record->size + record->after, seed ^ again * NUMBER_SPREAD);

	number_map_set(&t->times, when_ns, task << 1 | (seed != 0), again + 1);
	add_stage(task_at(t, task), end, number);
	add_stage(task_at(t, LINEAGE_ALL), end, number);
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

uint64_t
tasks_link(struct tasks *t, uint32_t child, uint32_t parent, uint64_t when_ns,
    uint64_t seed)
{
	uint32_t from = lineage_of_record(t->lineage, parent);
	uint64_t again = had_time(t, from, when_ns, seed);

	if (from == lineage_of_record(t->lineage, child))
		return seed;
	lineage_link(t->lineage, child, parent, end_from(t, when_ns));
	return again ? seed ^ again * NUMBER_SPREAD >> 1 : seed;
}

/* Adds a thing to a task, unless it has it; the earliest end counts. */
static void
add_possession(struct task *task, uint32_t number, uint32_t end)
{
	/* The latest thing is most likely to come again. */
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
	uint32_t task = lineage_of_record(t->lineage, pid);
	uint32_t end = end_from(t, when_ns);
	struct task *all;

	add_possession(task_at(t, task), number, end);
	all = task_at(t, LINEAGE_ALL);
	if (number >= all->possessions)
		add_possession(all, number, end);
	else if (end < all->has[number].end)
		all->has[number].end = end;
}

/*
 * Adds a range to a task, unless it has it.  Ranges of one CPU come in order,
 * but each sample of a task may be on another CPU.
 */
static void
add_range(struct task *task, uint32_t range)
{
	size_t low = 0, high = task->ranges;

	if (high && task->range[high - 1] == range)
		return;
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
		return;
	task->range = xgrow(
	    task->range, task->ranges, &task->range_room, sizeof *task->range);
	memmove(task->range + low + 1, task->range + low,
	    (task->ranges++ - low) * sizeof *task->range);
	task->range[low] = range;
}

void
tasks_sample(struct tasks *t, uint32_t pid, uint32_t range)
{
	add_range(task_at(t, lineage_of_sample(t->lineage, pid)), range);
}

/* Makes the sum of each stage one over all stages up to it. */
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

/* Finds the tasks that each range needs; until has the ends by number. */
static void
find_needed(struct tasks *t, const uint32_t *until, size_t ranges)
{
	t->ranges = ranges;
	t->needed = xcalloc(ranges, sizeof *t->needed);
	for (uint32_t n = LINEAGE_ALL; n < t->count; n++)
		for (size_t i = 0; i < t->task[n].ranges; i++)
			needed_tasks_add(&t->needed[t->task[n].range[i]], n);
	for (size_t i = 0; i < ranges; i++) {
		if (until[i] >= t->everyone)
			needed_tasks_add(&t->needed[i], LINEAGE_ALL);
		lineage_complete(t->lineage, &t->needed[i], until[i]);
	}
}

void
tasks_sum_up(struct tasks *t, const uint64_t *until_ns, digest_number *sum,
    size_t ranges)
{
	uint32_t *until = xcalloc(ranges, sizeof *until); /* ends, by range */

	for (size_t i = 0; i < ranges; i++)
		until[i] = end_from(t, until_ns[i]);
	find_needed(t, until, ranges);
	for (size_t i = 0; i < t->count; i++)
		accumulate(&t->task[i]);
	for (size_t i = 0; i < ranges; i++) {
		const struct needed_tasks *needed = &t->needed[i];

		sum[i] += sum_until(task_at(t, LINEAGE_EVERYONE), until[i]);
		for (size_t k = 0; k < needed->count; k++)
			sum[i] += sum_until(
			    task_at(t, needed->task[k]), until[i]);
	}
	free(until);
}

/* Tells the things that a task has before the end of a range. */
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
	for (size_t i = 0; i < ranges; i++) {
		const struct needed_tasks *needed = &t->needed[i];
		uint32_t until = end_from(t, until_ns[i]);

		tell_range(task_at(t, LINEAGE_EVERYONE), i, until, tell,
		    argument);
		for (size_t k = 0; k < needed->count; k++)
			tell_range(task_at(t, needed->task[k]), i, until, tell,
			    argument);
	}
}

void
tasks_free(struct tasks *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->count; i++) {
		free(t->task[i].stage);
		free(t->task[i].range);
		free(t->task[i].has);
	}
	for (size_t i = 0; i < t->ranges; i++)
		free(t->needed[i].task);
	free(t->needed);
	lineage_free(t->lineage);
	number_map_release(&t->times);
	free(t->task);
	free(t);
}
