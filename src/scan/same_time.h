/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds out whether samples of the same time come in another order than that of
 * their CPUs.  perf prints them in the order of the file, which cannot be told
 * from its outputs per CPU.  Some such samples may be missed where they lie far
 * apart in the file; but a clock that is coarse enough for them produces many.
 */
#ifndef SCAN_SAME_TIME_H
#define SCAN_SAME_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* All zeros at first; it owns its memory. */
struct same_time {
	struct tie *seen; /* the latest, by the digest of the time */
	bool crossed;     /* there are such samples */
};

/* Notes the time of a sample in ns, not 0, and its CPU, if it has one. */
void same_time_add(struct same_time *, uint64_t time_ns, uint32_t cpu);

void same_time_release(struct same_time *);

#endif
