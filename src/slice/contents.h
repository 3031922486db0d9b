/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contents of a range: a digest of everything in the recording that the
 * output of the range depends on.  That is its samples in the order of the
 * file; the side-band of their processes, and of those that these were forked
 * from, from the start of the recording to the end of the range; all records
 * about no process; the events, and what perf script shows of the header.
 * Ranges whose samples perf prints out of the order of their times depend on
 * all that perf reads before them.  With Intel PT a range depends on its trace,
 * from a PSB before it to one after it, and on all other records up to its end.
 *
 * The contents do not cover what perf finds elsewhere: the files that were
 * mapped, their symbols, perf's configuration.  lookups.h says which of these
 * perf looks for, which is the same for the same contents.  Nor do they cover
 * the order of a sample and another record of the same nanosecond.  Where the
 * side-band of any process may matter (affects_all_tasks.h), all side-band
 * counts.
 */
#ifndef SLICE_CONTENTS_H
#define SLICE_CONTENTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

struct index;
struct lookups;
struct recording;

/* The samples between two times, both included. */
struct contents_range {
	uint64_t start_ns;
	uint64_t end_ns;
	uint32_t cpu; /* EVENT_NO_CPU for all CPUs */
};

/*
 * Ranges and their contents.  Ranges are sorted by CPU, then by time, and do
 * not overlap; either all have a CPU or none.  The caller owns the arrays.
 */
struct contents {
	const struct contents_range *range;
	size_t count;
	struct digest *digest;   /* of each range, an output */
	struct lookups *lookups; /* an output; NULL when not wanted */
};

/*
 * Reads a recording and gives the digest of the contents of each range.
 * Returns 0, or -1 with a message.
 */
int contents_of(const struct recording *, const struct contents *);

/*
 * Gives the same through the index of the recording, so that several threads
 * can share the work.  Returns as above.
 */
int contents_by_index(const struct recording *, const struct index *,
    unsigned threads, const struct contents *);

#endif
