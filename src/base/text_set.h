/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of texts, or of any other bytes, which numbers them from 0 in the order
 * in which they come.  All zeros are an empty set; it owns copies of them.
 */
#ifndef BASE_TEXT_SET_H
#define BASE_TEXT_SET_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct text_set {
	struct text bytes; /* of all texts, one after the other */
	size_t *end;       /* where each of them ends there */
	size_t count, room;
	struct text_slot *slot; /* by the hashes of the texts */
	size_t slots;           /* a power of 2, or 0 */
};

/*
 * Returns the number of a text, which is added if it is not in the set: its
 * number is then what count was.
 */
uint32_t text_set_add(struct text_set *, const void *bytes, size_t len);

/* Returns a text that lives until the next one is added, and its length. */
const char *text_set_get(
    const struct text_set *, uint32_t number, size_t *len);

/* Takes all texts out. */
void text_set_clear(struct text_set *);

void text_set_release(struct text_set *);

#endif
