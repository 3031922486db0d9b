/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "perfdata/format.h"
#include "perfdata/records.h"
#include "scan/kernel_maps.h"

/* The start of the names of the kernel's own maps, before a symbol. */
static const char kernel_name[] = "[kernel.kallsyms]";

/* Adds a map whose name has len bytes and may lack a NUL. */
static void
add(struct kernel_maps *maps, uint64_t address, const char *name, size_t len,
    bool is_module)
{
	maps->map = xgrow(
	    maps->map, maps->count, &maps->room, sizeof *maps->map);
	maps->map[maps->count++] = (struct kernel_map){
		.address = address,
		.name = xasprintf("%.*s", (int)len, name),
		.is_module = is_module,
	};
}

/* Adds a module by its file, or as "[name]"; perf has '_' for '-'. */
static void
add_module(struct kernel_maps *maps, uint64_t address, const char *file)
{
	const char *slash = strrchr(file, '/'), *end;

	if (slash)
		file = slash + 1;
	if (*file == '[')
		file++;
	end = strstr(file, ".ko");
	add(maps, address, file,
	    end ? (size_t)(end - file) : strcspn(file, "]"), true);
	for (char *c = maps->map[maps->count - 1].name; *c; c++)
		if (*c == '-')
			*c = '_';
}

/* Says whether a record tells that code of the kernel came or went. */
static bool
is_change(const struct record *record)
{
	return record->type == RECORD_KSYMBOL ||
	    ((record->type == RECORD_MMAP || record->type == RECORD_MMAP2) &&
		record_is_kernel(record));
}

void
kernel_maps_add(struct kernel_maps *maps, const struct record *record,
    uint64_t time_ns)
{
	size_t at = record->type == RECORD_MMAP ? MMAP_NAME : MMAP2_NAME;
	const char *name = (const char *)record->bytes + at;
	uint64_t start, offset;

	if (is_change(record) && time_ns > maps->changed_ns)
		maps->changed_ns = time_ns;
	if ((record->type != RECORD_MMAP && record->type != RECORD_MMAP2) ||
	    !record_is_kernel(record) || record->size <= at ||
	    !memchr(name, '\0', record->size - at))
		return;
	start = format_u64(record->bytes + MMAP_START, record->swapped);
	offset = format_u64(record->bytes + MMAP_OFFSET, record->swapped);
	/* perf record writes address 0 if it may not read any. */
	if (!strncmp(name, kernel_name, strlen(kernel_name))) {
		name += strlen(kernel_name);
		if (offset)
			add(maps, offset, name, strlen(name), false);
		else
			maps->unplaced = true;
	} else if (*name == '/' || *name == '[') {
		add_module(maps, start, name);
	}
}

void
kernel_maps_release(struct kernel_maps *maps)
{
	for (size_t i = 0; i < maps->count; i++)
		free(maps->map[i].name);
	free(maps->map);
	*maps = (struct kernel_maps){ 0 };
}
