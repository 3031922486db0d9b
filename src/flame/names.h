/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of frames, each kept once and known by its number. */
#ifndef FLAME_NAMES_H
#define FLAME_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/number_map.h"

/* All zeros are no names; the texts belong to it. */
struct names {
	char **name;
	size_t count, room;
	struct number_map by_digest; /* a number and 1 by digest and attempt */
};

/* Returns the number of a name, which is added if it is new. */
uint32_t names_add(struct names *, const char *name);

/*
 * Returns the place of each name, by its number, in the order of all names by
 * their bytes; for free(3).
 */
uint32_t *names_ranks(const struct names *);

void names_release(struct names *);

#endif
