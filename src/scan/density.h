/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much of a recording lies where in time: a histogram that needs no
 * bounds beforehand.  Whenever a time would not fit, there are twice as many
 * buckets, if there are more samples than these, or else the buckets merge two
 * by two.  First it is filled, then it is summed up and asked.
 */
#ifndef SCAN_DENSITY_H
#define SCAN_DENSITY_H

#include <stdint.h>

enum density_measure { DENSITY_SAMPLES, DENSITY_BYTES, DENSITY_MEASURES };

struct density {
	/* Of each bucket; once summed up, of all up to and with it. */
	uint64_t (*amount)[DENSITY_MEASURES];
	uint32_t buckets, most;
	uint64_t samples;
	uint64_t first; /* number of the first bucket, in widths from time 0 */
	unsigned shift; /* a bucket is 1 << shift nanoseconds wide */
};

/* Starts an empty one with so many buckets at most, a power of two. */
void density_start(struct density *, uint32_t most);

/* Frees the buckets. */
void density_release(struct density *);

/* Counts a sample of so many bytes at a time. */
void density_add(struct density *, uint64_t time_ns, uint64_t bytes);

/* Sums up; nothing is added any more. */
void density_sum_up(struct density *);

/*
 * Estimates what lies from start_ns to end_ns, both included, taking what is
 * in a bucket as spread evenly.
 */
uint64_t density_between(const struct density *, enum density_measure,
    uint64_t start_ns, uint64_t end_ns);

/*
 * Returns the first time by which so much lies from start_ns on, that
 * included; UINT64_MAX when there is not so much.
 */
uint64_t density_reaches(const struct density *, enum density_measure,
    uint64_t start_ns, uint64_t amount);

#endif
