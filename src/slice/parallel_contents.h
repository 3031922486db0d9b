/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the samples of a recording with several threads.  The recording is
 * divided into shares; a thread makes, for each range, a chain of the samples
 * in its share.  It needs an index, and records that are not compressed.
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

/* The samples of a range in a share. */
struct share_chain {
	size_t range; /* number of the range */
	struct sample_chain samples;
	bool in_kernel; /* a sample's address may be the kernel's */
};

/* A process with samples in a range. */
struct share_task {
	size_t range;
	uint32_t pid;
};

/* A share of the recording: some extents of its index in sequence. */
struct share {
	size_t first, after; /* numbers of extents */
	uint64_t offset;     /* of its first record */
	uint64_t round;      /* of its first record; the caller fills it in */
	struct share_chain *chain;
	size_t chains, chain_room;
	struct share_task *task; /* may contain the same one again */
	size_t tasks, task_room;
};

struct parallel_contents {
	struct share *share;
	size_t count, room;
};

/* Makes the shares, without samples. */
void parallel_contents_start(struct parallel_contents *, const struct index *);

/*
 * Reads the samples with at most so many threads.  Returns 0, or -1 with a
 * message when the recording does not match the index.
 */
int parallel_contents_gather(struct parallel_contents *,
    const struct recording *, const struct index *, const struct range_finder *,
    unsigned threads);

void parallel_contents_release(struct parallel_contents *);

#endif
