/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which parts of a span of addresses a recording names anywhere: as where a
 * sample was taken, in callchains and branches, or in the raw data of a
 * tracepoint.  Every word that looks like one counts, so that more may be
 * found than there is, but never less; sizes of records that are not compressed
 * are multiples of 4 bytes, as perf has them.
 */
#ifndef SLICE_KERNEL_ADDRESSES_H
#define SLICE_KERNEL_ADDRESSES_H

#include <stdbool.h>
#include <stdint.h>

struct recording;

struct kernel_addresses {
	uint64_t first_cell, cells;
	_Atomic unsigned char *cell; /* 1 where an address lies */
};

/* Starts with the lowest and the highest address that matter. */
void kernel_addresses_start(
    struct kernel_addresses *, uint64_t first, uint64_t last);

/*
 * Looks at all bytes of a recording, which is of this machine's byte order,
 * with so many threads.  Returns 0, or -1 with a message.
 */
int kernel_addresses_find(
    struct kernel_addresses *, const struct recording *, unsigned threads);

/*
 * Says whether an address may lie from first on, and before end; both are in
 * the span, or just behind it.
 */
bool kernel_addresses_between(
    const struct kernel_addresses *, uint64_t first, uint64_t end);

void kernel_addresses_release(struct kernel_addresses *);

#endif
