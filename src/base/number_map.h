/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A number noted for each of many pairs of numbers, found again at once.  Where
 * the first ones of the pairs are times that go by, those that are over can be
 * forgotten, so that the map stays as small as what is going on.  Zeros are an
 * empty map; it owns its memory.
 */
#ifndef BASE_NUMBER_MAP_H
#define BASE_NUMBER_MAP_H

#include <stddef.h>
#include <stdint.h>

struct number_map {
	struct number_map_entry *entry;
	size_t count, room; /* room is a power of 2, or 0 */
	uint64_t below;     /* pairs that start below are forgotten */
};

/* Returns the number noted for a pair, 0 for none. */
uint32_t number_map_get(
    const struct number_map *, uint64_t first, uint32_t second);

/* Notes a number, not 0, for a pair that is not forgotten. */
void number_map_set(
    struct number_map *, uint64_t first, uint32_t second, uint32_t number);

/* Forgets all pairs whose first number is below this, now and later. */
void number_map_forget(struct number_map *, uint64_t below);

void number_map_release(struct number_map *);

#endif
