/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The samples of a recording shared by several threads: each takes parts of
 * it in turn and makes, of every range, a chain of the samples there.  It
 * needs an index, of records that are not compressed.
 */
#ifndef SLICE_PARALLEL_CONTENTS_H
#define SLICE_PARALLEL_CONTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slice/sample_chain.h"

struct index;
struct range_finder;
struct recording;

/* What a part has of a range. */
struct share_chain {
	size_t range; /* number of the range */
	struct sample_chain samples;
	bool in_kernel; /* some address of a sample may be the kernel's */
};

/* A process of which a range has samples. */
struct share_task {
	size_t range;
	uint32_t pid;
};

/* A part of the recording: some extents of its index, one after the other. */
struct share {
	size_t first, after; /* numbers of extents */
	uint64_t offset;     /* of its first record */
	uint64_t round;      /* in which that is; to be filled in */
	struct share_chain *chain;
	size_t chains, chain_room;
	struct share_task *task; /* some may be there more than once */
	size_t tasks, task_room;
};

struct parallel_contents {
	struct share *share;
	size_t count, room;
};

/* Makes the parts, which are known by their extents only. */
void parallel_contents_start(struct parallel_contents *, const struct index *);

/*
 * Reads the samples.  Returns 0, or -1 with a message when the recording does
 * not fit the index.
 */
int parallel_contents_gather(struct parallel_contents *,
    const struct recording *, const struct index *, const struct range_finder *,
    unsigned threads);

void parallel_contents_release(struct parallel_contents *);

#endif
