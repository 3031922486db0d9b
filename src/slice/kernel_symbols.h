/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The symbols of the running kernel that a recording needs, of all those in
 * /proc/kallsyms, which perf takes as long to read and to sort as to print
 * thousands of samples.  With them perf finds the same names at the same
 * offsets: of each address that the recording may name there is the symbol
 * around it, with all that start where that does, and the next one, which says
 * where it ends; of the kernel and of each module also the first and the last,
 * which say where these are.
 *
 * Sources: kallsyms.c in the kernel for the file; symbol.c in tools/perf/util
 * for what perf makes of it.
 */
#ifndef SLICE_KERNEL_SYMBOLS_H
#define SLICE_KERNEL_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct kernel_symbols;
struct recording;

/* Says whether the running kernel tells us the addresses of its symbols. */
bool kernel_symbols_are_shown(void);

/*
 * Reads a file like /proc/kallsyms.  Returns NULL when it has nothing to be
 * picked from: no such file, or its addresses are hidden.
 */
struct kernel_symbols *kernel_symbols_read(const char *path);

/*
 * Writes those that a recording of this kernel needs into a stream, in the
 * order of the file; so many threads may look at the recording.  Returns 0, or
 * -1 with a message.
 */
int kernel_symbols_pick(struct kernel_symbols *, const struct recording *,
    unsigned threads, FILE *);

/*
 * Says whether the first symbol of a name, to which a recording refers, lies at
 * an address, and picks it.
 */
bool kernel_symbols_refer(
    struct kernel_symbols *, const char *name, uint64_t address);

void kernel_symbols_free(struct kernel_symbols *);

#endif
