/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much of a recording lies where in time: a histogram that needs no
 * bounds beforehand.  Its buckets double their width, and merge two by two,
 * whenever a time would not fit.  It owns nothing.
 */
#ifndef DATA_DENSITY_H
#define DATA_DENSITY_H

#include <stdint.h>

enum { DENSITY_BUCKETS = 256 };

struct density {
	uint64_t bytes[DENSITY_BUCKETS];
	uint64_t first; /* number of the first bucket, in widths from time 0 */
	unsigned shift; /* a bucket is 1 << shift nanoseconds wide */
	int used;       /* 0 until something was added */
};

/* Counts bytes at a time. */
void density_add(struct density *, uint64_t time_ns, uint64_t bytes);

/*
 * Estimates the bytes from start_ns to end_ns, both included, taking those of
 * a bucket as spread evenly.
 */
uint64_t density_between(
    const struct density *, uint64_t start_ns, uint64_t end_ns);

#endif
