/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A slice: a recording with the samples of one range and those other records up
 * to its end that perf script needs to print them: of the processes in the
 * range, of those they were forked from, of the kernel, and of no process.  It
 * has the layout and the header of the whole, without compression, and its
 * records in the same order.  The index says whether a recording can be sliced;
 * run/slicing.h decides for which commands a slice gives the same output.
 *
 * Sources: perf.data-file-format.txt; machine.c and thread.c in
 * tools/perf/util, where a new task inherits names and maps from the one it was
 * forked from, and needs nothing of others.
 */
#ifndef SLICE_SLICE_H
#define SLICE_SLICE_H

#include <stdbool.h>
#include <stdint.h>

struct contents_range;
struct index;
struct recording;

/*
 * Returns roughly how many bytes of samples a slice has, including those of
 * other CPUs.
 */
uint64_t slice_estimate(const struct index *, const struct contents_range *);

struct slice_options {
	const struct contents_range *range;
	uint64_t limit; /* bytes that it may have */
	bool counts;    /* a sample stands for all like it, see alike.h */
};

/*
 * Writes a slice into a file that is open at fd and empty; the index must be of
 * this recording and without flaws.  Returns 0, or 1 when the slice would be
 * longer than its limit, or -1 with errno, which is EILSEQ when the recording
 * does not match its index.
 */
int slice_write(const struct recording *, const struct index *,
    const struct slice_options *, int fd);

#endif
