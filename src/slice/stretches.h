/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stretches of a task's time, which are numbered: within one of them no
 * record changes the task's names or what is mapped for it.  The kernel has
 * such stretches, too.
 */
#ifndef SLICE_STRETCHES_H
#define SLICE_STRETCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct contents_range;
struct index;
struct stretches;

/* Finds the stretches in a range, for stretches_free(). */
struct stretches *stretches_new(
    const struct index *, const struct contents_range *);

/*
 * Gives the number of the stretch that a task, a process or a thread, is in at
 * a time in the range; task 0 is the kernel.  Returns false when a record has
 * that very time, so that it is not known which of both perf sees first.
 */
bool stretches_find(
    struct stretches *, uint32_t task, uint64_t time_ns, uint32_t *number);

void stretches_free(struct stretches *);

#endif
