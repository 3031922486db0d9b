/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A histogram of samples and their bytes over time, which needs no bounds
 * beforehand.  When a time does not fit, the number of buckets doubles if there
 * are more samples than buckets; otherwise buckets merge two by two.  It is
 * first filled, then summed up, then asked.
 */
#ifndef SCAN_DENSITY_H
#define SCAN_DENSITY_H

#include <stdint.h>

enum density_measure { DENSITY_SAMPLES, DENSITY_BYTES, DENSITY_MEASURES };

struct density {
	/* Amounts of each bucket; once summed up, of it and all before it. */
	uint64_t (*amount)[DENSITY_MEASURES];
	uint32_t buckets, most;
	uint64_t samples;
	uint64_t first; /* number of the first bucket, counted from time 0 */
	unsigned shift; /* a bucket is 1 << shift nanoseconds wide */
};

/* Starts an empty histogram with at most so many buckets, a power of two. */
void density_start(struct density *, uint32_t most);

/* Frees the buckets. */
void density_release(struct density *);

/* Counts a sample by its time and its length in bytes. */
void density_add(struct density *, uint64_t time_ns, uint64_t bytes);

/* Ends filling: sums up, after which nothing may be added. */
void density_sum_up(struct density *);

/*
 * Estimates the amount from start_ns to end_ns, both included, as if it were
 * spread evenly within each bucket.
 */
uint64_t density_between(const struct density *, enum density_measure,
    uint64_t start_ns, uint64_t end_ns);

/*
 * Returns the first time up to which there is the amount from start_ns on;
 * UINT64_MAX when there is less.
 */
uint64_t density_reaches(const struct density *, enum density_measure,
    uint64_t start_ns, uint64_t amount);

#endif
