/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "scan/kernel_maps.h"
#include "slice/kernel_place.h"
#include "slice/kernel_symbols.h"

/* Says whether a line of /proc/modules ends with the address of this module. */
static bool
is_loaded_there(const struct kernel_map *module, const char *modules)
{
	size_t len = strlen(module->name);
	const char *line = modules, *end, *last;

	for (; *line; line = end + (*end == '\n')) {
		end = line + strcspn(line, "\n");
		if (strncmp(line, module->name, len) || line[len] != ' ')
			continue;
		/* "name size uses users state 0xaddress (taints)" */
		last = memmem(line, end - line, " 0x", 3);
		return last && strtoull(last, NULL, 16) == module->address;
	}
	return false;
}

bool
kernel_is_in_place(const struct kernel_maps *maps,
    struct kernel_symbols *symbols, const char *modules)
{
	for (size_t i = 0; i < maps->count; i++) {
		const struct kernel_map *map = &maps->map[i];

		if (!(map->is_module ? is_loaded_there(map, modules)
				     : kernel_symbols_refer(
					   symbols, map->name, map->address)))
			return false;
	}
	return true;
}
