/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the range of a time and a CPU.  Ranges are sorted by CPU, then by time,
 * and do not overlap; either all have a CPU or none.  The finder borrows them.
 */
#ifndef SLICE_RANGE_FINDER_H
#define SLICE_RANGE_FINDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct contents_range;

/* The ranges of one CPU: numbers of the first and of the one after. */
struct range_group {
	size_t first, after;
};

struct range_finder {
	const struct contents_range *range;
	size_t count;
	bool per_cpu;
	struct range_group *group; /* by CPU, or one for all */
	uint32_t groups;
};

/* Starts with ranges, at least one. */
void range_finder_start(
    struct range_finder *, const struct contents_range *, size_t count);

void range_finder_release(struct range_finder *);

/* Returns the ranges that samples and trace of a CPU may belong to. */
struct range_group range_finder_group(
    const struct range_finder *, uint32_t cpu);

/*
 * Returns the number of the first range of a group that ends at time_ns or
 * later.
 */
size_t range_finder_from(
    const struct range_finder *, struct range_group, uint64_t time_ns);

/*
 * Returns the number of the range of a sample, or count for none.  It tries
 * number *last first, and updates it.
 */
size_t range_finder_find(const struct range_finder *, size_t *last,
    uint64_t time_ns, uint32_t cpu);

#endif
