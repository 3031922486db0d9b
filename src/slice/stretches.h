/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stretches of a task's time: within one of them no record changes the
 * names of the task, or what is mapped where, for it or for the kernel.
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
 * Gives a number for the stretch in which a task, a process or a thread, is at
 * a time in ns of the range; 0 as the task stands for the kernel.  Returns
 * false when a record is at that very time, so that it is not known which of
 * both perf sees first.
 */
bool stretches_find(
    struct stretches *, uint32_t task, uint64_t time_ns, uint32_t *number);

void stretches_free(struct stretches *);

#endif
