/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Samples of a range that are alike: of the same event and thread, with the
 * same bytes but for time, CPU, period and ids, and with nothing between them
 * that changes the names of the thread or what is mapped where.  Of these perf
 * prints the same but for time, CPU and period, so that one of them with the
 * sum of their periods stands for all, where only that sum matters.  A period
 * of 0 is added as 1, as folded stacks count it.
 */
#ifndef SLICE_ALIKE_H
#define SLICE_ALIKE_H

#include <stdbool.h>
#include <stdint.h>

struct alike;
struct contents_range;
struct index;
struct record;
struct recording;

/* Starts without any sample, for alike_free(). */
struct alike *alike_new(const struct recording *, const struct index *,
    const struct contents_range *);

/*
 * Adds a sample of the range.  Returns true if one that was added before
 * stands for it; otherwise the caller writes the sample at this offset of its
 * file.
 */
bool alike_add(struct alike *, const struct record *, uint64_t offset);

/*
 * Writes the sums into the samples in the file open at fd.  Returns 0, or -1
 * with errno.
 */
int alike_write_sums(const struct alike *, int fd);

void alike_free(struct alike *);

#endif
