/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The addresses of the kernel and its modules at the time of a recording, by
 * its MMAP records.
 *
 * Source: machine__process_kernel_mmap_event() and kmod_path__parse() in
 * tools/perf/util.
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

/* All addresses in the order of the recording; owns the names. */
struct kernel_maps {
	struct kernel_map *map;
	size_t count, room;
	bool unplaced; /* a record of the kernel names no symbol */
	uint64_t changed_ns; /* when a record last said what is where, and 0
			      * for records without a time before all samples */
};

/*
 * Adds the address in a record if it is an MMAP or MMAP2 of the kernel.
 * time_ns is when perf comes to the record; it counts for KSYMBOL, too.
 */
void kernel_maps_add(
    struct kernel_maps *, const struct record *, uint64_t time_ns);

void kernel_maps_release(struct kernel_maps *);

#endif
