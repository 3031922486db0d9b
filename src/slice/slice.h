/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A slice: a recording that has the samples of one range and, of all other
 * records up to its end, those that perf script needs to print them: of the
 * processes in the range and of those they were forked from, of the kernel, and
 * all that are about no process.  It has the layout and the header of the
 * whole, without compression, and its records in the same order.  Whether a
 * recording can be sliced is in its index; which commands print of a slice what
 * they print of the whole is for others to say.
 *
 * Sources: perf.data-file-format.txt; machine.c and thread.c in
 * tools/perf/util, where a new task takes over names and maps of the one it
 * was forked from, and needs nothing of others.
 */
#ifndef SLICE_SLICE_H
#define SLICE_SLICE_H

#include <stdint.h>

struct contents_range;
struct index;
struct recording;

/*
 * Returns about how many bytes of samples a slice has, those of other CPUs
 * included.
 */
uint64_t slice_estimate(const struct index *, const struct contents_range *);

/*
 * Writes a slice into a file that is open at fd and empty; the index is of this
 * recording and has no flaws.  Returns 0, or 1 when it would have more than
 * limit bytes, or -1 with errno set.  A recording that does not fit its index
 * is an error, too, EILSEQ.
 */
int slice_write(const struct recording *, const struct index *,
    const struct contents_range *, uint64_t limit, int fd);

#endif
