/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which side-band comes into play where: of each process, a sum over the
 * records that name it, by the range of time in which they first count, and
 * the ranges that have samples of it.  A range depends on the side-band of its
 * samples' processes and of all those that they were forked from, on that of
 * the kernel (pid 0 and -1), and on all records that name no process.
 */
#ifndef SLICE_TASKS_H
#define SLICE_TASKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

struct record;
struct tasks;

/* Stands for a process that is not known, and so for all. */
#define TASKS_ANY UINT32_MAX

/*
 * Starts with the times, in order, at which ranges end: what counts from the
 * same one on need not be told apart.
 */
struct tasks *tasks_new(const uint64_t *end_ns, size_t ends);

/*
 * Takes in a record that counts from when_ns on, of a process or of the kernel
 * and all for 0 and TASKS_ANY.  The seed is for what its bytes do not say.
 */
void tasks_add(struct tasks *, uint32_t pid, uint64_t when_ns,
    const struct record *, uint64_t seed);

/* Notes up to when records count no more but for those with a seed. */
void tasks_printed(struct tasks *, uint64_t printed_ns);

/* Notes that ranges that do not end before a time depend on all processes. */
void tasks_everyone(struct tasks *, uint64_t when_ns);

/*
 * Notes that from a time on a process has what is known of another (see
 * record_link()): ranges that do not end before depend on both.  Returns what
 * becomes of the seed for the record that says so, which is to tell what of
 * the parent's had the same time.
 */
uint64_t tasks_link(struct tasks *, uint32_t child, uint32_t parent,
    uint64_t when_ns, uint64_t seed);

/* Notes that a range has a sample of a process. */
void tasks_sample(struct tasks *, uint32_t pid, uint32_t range);

/*
 * Notes that a process, or the kernel for pid 0, has something from a time on,
 * such as a mapped file.  Things have numbers; a new one has the next number.
 */
void tasks_have(
    struct tasks *, uint32_t pid, uint64_t when_ns, uint32_t number);

/*
 * Adds to each range's sum all that it depends on and that counts until its
 * time, which is given.  Nothing is added to the tasks any more.
 */
void tasks_sum_up(struct tasks *, const uint64_t *until_ns,
    digest_number *sum, size_t ranges);

/*
 * Calls tell with each range and the number of each thing that a task on which
 * the range depends had before the range's time, which is given.  The same
 * thing may be told several times.  It can be called only after tasks_sum_up(),
 * with the same ranges.
 */
typedef void tasks_tell(void *argument, uint32_t range, uint32_t number);
void tasks_tell_all(struct tasks *, const uint64_t *until_ns, size_t ranges,
    tasks_tell *, void *argument);

void tasks_free(struct tasks *);

#endif
