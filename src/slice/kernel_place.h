/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks that the kernel has the addresses that it had when a recording was
 * made.  After a reboot, or on another machine, the same kernel has other ones:
 * perf then shifts its symbols, so that the symbols around an address of the
 * recording are not the ones that are needed.
 */
#ifndef SLICE_KERNEL_PLACE_H
#define SLICE_KERNEL_PLACE_H

#include <stdbool.h>

struct kernel_maps;
struct kernel_symbols;

/*
 * Says whether the running kernel has the same addresses; modules is the text
 * of /proc/modules.  Picks the symbols that the recording refers to.
 */
bool kernel_is_in_place(
    const struct kernel_maps *, struct kernel_symbols *, const char *modules);

#endif
