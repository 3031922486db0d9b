/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What tests do to a recording: what happens to one while it is looked at, or
 * what makes only a part of perf script's output another one.  Percentages of
 * a recording's time count from its first sample to its last.  Like editable.h,
 * whatever fails ends the program with a message.
 */
#ifndef GENERATOR_EDITS_H
#define GENERATOR_EDITS_H

#include <stdint.h>

struct editable;

/*
 * Changes one bit of the address that perf script prints of a sample, or first
 * of its callchain; number counts from 1 in the order of the file.
 */
void edit_change_sample(struct editable *, uint64_t number);

/*
 * Appends so many percent more samples: copies of what there is, in the order
 * of times from the beginning, samples and side-band, as if it all happened
 * again behind the last of it.
 */
void edit_grow(struct editable *, uint64_t percent);

/*
 * Drops so many percent of the records from the end of the file, but not those
 * that stand before the first one with a time.
 */
void edit_truncate(struct editable *, uint64_t percent);

/* Drops the samples of so many percent of the time; the side-band stays. */
void edit_drop_first(struct editable *, uint64_t percent);

/*
 * Adds that a process has mapped a file where it ran next, if it ever did, in
 * user space: what samples hit there is printed with another name from then on.
 */
void edit_add_mmap(struct editable *, uint32_t pid, uint64_t percent);

/* Adds the start of a process that has no samples. */
void edit_add_task(struct editable *, uint64_t percent);

#endif
