/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether the kernel lies where it lay when a recording was made.  After a
 * reboot, or on another machine, the same kernel lies elsewhere: perf then
 * shifts its symbols, so that those around an address of the recording are not
 * the ones that the address needs.
 */
#ifndef SLICE_KERNEL_PLACE_H
#define SLICE_KERNEL_PLACE_H

#include <stdbool.h>

struct kernel_maps;
struct kernel_symbols;

/*
 * Says whether all lie where the running kernel has them; modules is the text
 * of /proc/modules.  What the recording refers to is picked of the symbols.
 */
bool kernel_is_in_place(
    const struct kernel_maps *, struct kernel_symbols *, const char *modules);

#endif
