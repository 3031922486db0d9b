/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose side-band a range needs: that of the tasks it has samples of, of those
 * from which these had taken something over by then, and what is about the
 * kernel or about no task.  A sample of nobody known may be of any task.  Keys
 * and slices both ask here, so that a slice has what its range's key covers.
 *
 * Source: thread.c in tools/perf/util, where a new task takes over names and
 * maps of the one that it was forked from, and needs nothing of others.
 */
#ifndef SLICE_LINEAGE_H
#define SLICE_LINEAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lineage;

/* Tasks have numbers, as they are met.  The first two are no processes: */
enum {
	LINEAGE_EVERYONE, /* what each range needs */
	LINEAGE_ALL,      /* all there is */
	LINEAGE_TASKS,
};

/* The numbers of the tasks that a range needs; zeros are none. */
struct needed_tasks {
	uint32_t *task;
	size_t count, room;
};

struct lineage *lineage_new(void);

/* Returns the number of the task that a record, or a sample, is of. */
uint32_t lineage_of_record(struct lineage *, uint32_t pid);
uint32_t lineage_of_sample(struct lineage *, uint32_t pid);

/*
 * Notes that one process has what was known of another at a time (see
 * record_link()), in whatever unit.
 */
void lineage_link(
    struct lineage *, uint32_t child, uint32_t parent, uint64_t when);

void needed_tasks_add(struct needed_tasks *, uint32_t task);

/*
 * Adds to the tasks of a range's samples all that it needs besides, up to a
 * time, but for LINEAGE_EVERYONE; each is there once then.
 */
void lineage_complete(struct lineage *, struct needed_tasks *, uint64_t until);

/* Says whether a task is needed by what was completed last. */
bool lineage_is_needed(const struct lineage *, uint32_t task);

void lineage_free(struct lineage *);

#endif
