/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether samples of the same time come in another order than that of their
 * CPUs: perf prints them in the order of the file, and a merge of what it has
 * printed of each CPU could not tell.  Of times that are a while apart in the
 * file some may be overlooked; clocks that are coarse enough for such samples
 * bring about many.
 */
#ifndef SCAN_SAME_TIME_H
#define SCAN_SAME_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* Zeros are none so far; it owns its memory. */
struct same_time {
	struct tie *seen; /* lately, by the digest of the time */
	bool crossed;     /* what this is for */
};

/* Takes in the time of a sample, which is not zero, and its CPU, if any. */
void same_time_add(struct same_time *, uint64_t time_ns, uint32_t cpu);

void same_time_release(struct same_time *);

#endif
