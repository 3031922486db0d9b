/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Picks the symbols that a recording needs from all symbols of the running
 * kernel: perf takes as long to read and sort the whole of /proc/kallsyms as to
 * print thousands of samples.  With the picked symbols perf finds the same
 * names at the same offsets.  For each address that the recording may name,
 * they have the symbol around it, all symbols that start where that does, and
 * the next one, which is its end; for the kernel and each module also the first
 * and the last symbol, which are their bounds.
 *
 * Sources: kallsyms.c in the kernel for the file; symbol.c in tools/perf/util
 * for what perf does with it.
 */
#ifndef SLICE_KERNEL_SYMBOLS_H
#define SLICE_KERNEL_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct kernel_symbols;
struct recording;

/* Says whether the running kernel shows us the addresses of its symbols. */
bool kernel_symbols_are_shown(void);

/*
 * Reads a file like /proc/kallsyms, for kernel_symbols_free().  Returns NULL,
 * without a message, when there is no such file or its addresses are hidden.
 */
struct kernel_symbols *kernel_symbols_read(const char *path);

/*
 * Writes the symbols that a recording of this kernel needs into a stream, in
 * the order of the file, and searches the recording with at most so many
 * threads.  Returns 0, or -1 with a message.
 */
int kernel_symbols_pick(struct kernel_symbols *, const struct recording *,
    unsigned threads, FILE *);

/*
 * Picks the first symbol with a name, to which a recording refers.  Returns
 * whether it has this address.
 */
bool kernel_symbols_refer(
    struct kernel_symbols *, const char *name, uint64_t address);

void kernel_symbols_free(struct kernel_symbols *);

#endif
