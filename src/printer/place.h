/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where an address is, as perf says, and the text that perf prints of that:
 * from the memory, or predicted for a plain DSO (dsos.h).
 */
#ifndef PRINTER_PLACE_H
#define PRINTER_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "printer/memory.h"

struct dsos;
struct perf_dlfilter_al;

struct place {
	uint64_t in_memory;
	uint64_t in_file; /* the same as in_memory for the kernel's */
	struct memory_piece piece;
};

/* Where texts come from; both are the caller's. */
struct place_texts {
	struct memory *memory;
	struct dsos *dsos;
};

/*
 * Fills in the place of an address of which perf has said al; the key gives the
 * kind of the piece and the fields that are printed.  Returns false when perf
 * prints more than al tells: it counts from the start of the map where the
 * address is behind the end of its symbol.
 */
bool place_set(struct place *, const struct perf_dlfilter_al *,
    uint64_t address, const struct memory_key *, const struct place_texts *);

/* Looks up the text of a piece whose key is filled in but for al's DSO. */
void place_find_dso(struct memory_piece *, const struct perf_dlfilter_al *,
    const struct memory *);

#endif
