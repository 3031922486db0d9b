/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hash map from pairs of numbers to numbers.  Where the first numbers of
 * pairs are times, pairs of the past can be forgotten, so that the map stays
 * small.  All zeros are an empty map; it owns its memory.
 */
#ifndef BASE_NUMBER_MAP_H
#define BASE_NUMBER_MAP_H

#include <stddef.h>
#include <stdint.h>

/* 2^64 over the golden ratio: its multiples are spread evenly. */
#define NUMBER_SPREAD UINT64_C(0x9e3779b97f4a7c15)

struct number_map {
	struct number_map_entry *entry;
	size_t count, room; /* room is a power of 2, or 0 */
	uint64_t below;     /* pairs with a smaller first one are gone */
};

/* Returns the number of a pair, 0 for none. */
uint32_t number_map_get(
    const struct number_map *, uint64_t first, uint32_t second);

/*
 * Returns where the number of a pair that is not forgotten is kept.  It is 0
 * for a new pair, and the caller sets it to something else before the next
 * call.
 */
uint32_t *number_map_at(
    struct number_map *, uint64_t first, uint32_t second);

/* Sets the number, which is not 0, of a pair that is not forgotten. */
void number_map_set(
    struct number_map *, uint64_t first, uint32_t second, uint32_t number);

/* Forgets all pairs whose first number is below this, also those set later. */
void number_map_forget(struct number_map *, uint64_t below);

void number_map_release(struct number_map *);

#endif
