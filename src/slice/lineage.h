/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the tasks whose side-band a range needs: those of its samples, those
 * from which these had inherited by then, and what is about the kernel or about
 * no task.  A sample of an unknown task may belong to any.  Keys and slices
 * both ask this module, so that a slice has exactly what the key of its range
 * covers.
 *
 * Source: thread.c in tools/perf/util: a new task inherits names and maps from
 * the one that it was forked from, and needs nothing of others.
 */
#ifndef SLICE_LINEAGE_H
#define SLICE_LINEAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lineage;

/* Tasks are numbered as they come.  The first two are no processes: */
enum {
	LINEAGE_EVERYONE, /* what every range needs */
	LINEAGE_ALL,      /* everything */
	LINEAGE_TASKS,
};

/* The numbers of the tasks that a range needs; all zeros are none. */
struct needed_tasks {
	uint32_t *task;
	size_t count, room;
};

/* Returns an empty lineage for lineage_free(). */
struct lineage *lineage_new(void);

/*
 * Return the number of the task that a record, or a sample, of a process is
 * about.
 */
uint32_t lineage_of_record(struct lineage *, uint32_t pid);
uint32_t lineage_of_sample(struct lineage *, uint32_t pid);

/*
 * Notes that a process has, from a time on in whatever unit, what was known of
 * another (see record_link()).
 */
void lineage_link(
    struct lineage *, uint32_t child, uint32_t parent, uint64_t when);

/* Adds a task of which a range has a sample. */
void needed_tasks_add(struct needed_tasks *, uint32_t task);

/*
 * Completes the tasks of a range's samples by all others that the range needs
 * up to a time, except LINEAGE_EVERYONE; each task is there once then.
 */
void lineage_complete(struct lineage *, struct needed_tasks *, uint64_t until);

/* Says whether a task is among those that were completed last. */
bool lineage_is_needed(const struct lineage *, uint32_t task);

void lineage_free(struct lineage *);

#endif
