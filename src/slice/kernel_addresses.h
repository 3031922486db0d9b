/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the kernel addresses in a recording, within a span: those of samples,
 * of callchains and branches, and in the raw data of tracepoints.  Every word
 * that looks like an address counts, so that it may find more than there are,
 * but never less; records that are not compressed have sizes that are multiples
 * of 4 bytes.
 */
#ifndef SLICE_KERNEL_ADDRESSES_H
#define SLICE_KERNEL_ADDRESSES_H

#include <stdbool.h>
#include <stdint.h>

struct recording;

struct kernel_addresses {
	uint64_t first_cell, cells;
	_Atomic unsigned char *cell; /* 1 for cells with an address */
};

/* Starts with the first and the last address of the span. */
void kernel_addresses_start(
    struct kernel_addresses *, uint64_t first, uint64_t last);

/*
 * Searches all bytes of a recording, which must have the byte order of this
 * machine, with at most so many threads.  Returns 0, or -1 with a message.
 */
int kernel_addresses_find(
    struct kernel_addresses *, const struct recording *, unsigned threads);

/*
 * Says whether there may be an address from first on and before end; both must
 * be in the span, or right after it.
 */
bool kernel_addresses_between(
    const struct kernel_addresses *, uint64_t first, uint64_t end);

void kernel_addresses_release(struct kernel_addresses *);

#endif
