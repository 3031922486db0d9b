/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the kernel and its modules lay when a recording was made, as its MMAP
 * records say.
 *
 * Source: machine__process_kernel_mmap_event() and kmod_path__parse() in
 * tools/perf/util for what perf makes of these records.
 */
#ifndef SCAN_KERNEL_MAPS_H
#define SCAN_KERNEL_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct record;

/* A symbol of the kernel, or a module, and its address. */
struct kernel_map {
	uint64_t address;
	char *name;
	bool is_module;
};

/* All of a recording, in its order; owns their names. */
struct kernel_maps {
	struct kernel_map *map;
	size_t count, room;
	bool unplaced; /* a kernel's record names no symbol's address */
};

/* Takes in a record if it is an MMAP or MMAP2 of the kernel's. */
void kernel_maps_add(struct kernel_maps *, const struct record *);

void kernel_maps_release(struct kernel_maps *);

#endif
