/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sums up the side-band that ranges depend on: for each process, a sum over the
 * records about it, by the first range in which they have an effect, and the
 * ranges that have its samples.  A range depends on the side-band of its
 * samples' processes and of all those that they were forked from, on that of
 * the kernel (pid 0 and -1), and on all records about no process.
 */
#ifndef SLICE_TASKS_H
#define SLICE_TASKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

struct record;
struct tasks;

/* In place of an unknown process: it stands for all. */
#define TASKS_ANY UINT32_MAX

/*
 * Starts with the sorted times in ns at which ranges end: records that have an
 * effect before the same end need not be told apart.  The caller owns the
 * array, which must outlive the tasks.  tasks_free() frees the rest.
 */
struct tasks *tasks_new(const uint64_t *end_ns, size_t ends);

/*
 * Adds a record about a process, or 0 for the kernel, or TASKS_ANY, that has an
 * effect from when_ns on.  The seed stands for what its bytes do not say.
 */
void tasks_add(struct tasks *, uint32_t pid, uint64_t when_ns,
    const struct record *, uint64_t seed);

/* Notes that from now on every record before printed_ns comes with a seed. */
void tasks_printed(struct tasks *, uint64_t printed_ns);

/* Notes that ranges that end at when_ns or later depend on all processes. */
void tasks_everyone(struct tasks *, uint64_t when_ns);

/*
 * Notes that a process, the child, has from when_ns on what is known of another
 * (see record_link()): ranges that end then or later depend on both.  Returns
 * the seed to use for the record that says so, which covers what of the parent
 * had the same time.
 */
uint64_t tasks_link(struct tasks *, uint32_t child, uint32_t parent,
    uint64_t when_ns, uint64_t seed);

/* Notes that a range has a sample of a process. */
void tasks_sample(struct tasks *, uint32_t pid, uint32_t range);

/*
 * Notes that a process, or the kernel for pid 0, has something from when_ns on,
 * such as a mapped file.  Things are numbered without gaps.
 */
void tasks_have(
    struct tasks *, uint32_t pid, uint64_t when_ns, uint32_t number);

/*
 * Adds everything that a range depends on up to its time in until_ns to its
 * sum.  Nothing may be added to the tasks after that.
 */
void tasks_sum_up(struct tasks *, const uint64_t *until_ns,
    digest_number *sum, size_t ranges);

/*
 * Calls tell for each range with the number of each thing that a task on which
 * the range depends had before the range's time in until_ns.  It may tell a
 * thing several times.  Call it only after tasks_sum_up() with the same ranges.
 */
typedef void tasks_tell(void *argument, uint32_t range, uint32_t number);
void tasks_tell_all(struct tasks *, const uint64_t *until_ns, size_t ranges,
    tasks_tell *, void *argument);

void tasks_free(struct tasks *);

#endif
