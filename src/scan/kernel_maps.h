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
	uint64_t changed_ns; /* time of the last record of a change, or 0 */
};

/*
 * Adds the address in a record if it is an MMAP or MMAP2 of the kernel.  These
 * and KSYMBOL records are changes, at time_ns, which is 0 for records without a
 * time that come before all samples.
 */
void kernel_maps_add(
    struct kernel_maps *, const struct record *, uint64_t time_ns);

void kernel_maps_release(struct kernel_maps *);

#endif
