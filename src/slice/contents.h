/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of a recording the output of a range depends on, as a digest: its
 * samples in the order of the file; the side-band of their processes, and of
 * those that these were forked from, from the start of the recording to the
 * end of the range; all records that name no process; the events and what the
 * header says that perf script shows.  Ranges whose samples perf prints out of
 * the order of their times depend on all that it reads before them.  Of Intel
 * PT a range depends on its trace, from a PSB before it to one after it, and
 * on all other records up to its end.
 *
 * Not covered is what perf finds elsewhere: the files that were mapped, their
 * symbols, perf's configuration.  Which of them perf looks for is given
 * separately (lookups.h), and is the same for the same contents.  Not covered
 * either is the order of a sample and another record of the very same
 * nanosecond.  Where the side-band of other processes may matter, as of
 * affects_all_tasks.h, all of it counts.
 */
#ifndef SLICE_CONTENTS_H
#define SLICE_CONTENTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

struct index;
struct lookups;
struct recording;

/* Samples from a time to another, both included. */
struct contents_range {
	uint64_t start_ns;
	uint64_t end_ns;
	uint32_t cpu; /* whose, EVENT_NO_CPU for all */
};

/*
 * Ranges and their contents.  Ranges are sorted by CPU, then by time, and do
 * not overlap; either all have a CPU or none.
 */
struct contents {
	const struct contents_range *range;
	size_t count;
	struct digest *digest;   /* of each range, to be filled in */
	struct lookups *lookups; /* to be filled in; NULL: not wanted */
};

/*
 * Reads a recording and gives the digest of each range's contents.  Returns 0,
 * or -1 with a message.
 */
int contents_of(const struct recording *, const struct contents *);

/*
 * Gives the very same with the help of the recording's index, so that several
 * threads can share the work.
 */
int contents_by_index(const struct recording *, const struct index *,
    unsigned threads, const struct contents *);

#endif
