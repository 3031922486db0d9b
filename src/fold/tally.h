/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts, or any other bytes, with a sum for each.  All zeros are an empty
 * tally; it owns copies of the texts.  Each takes some hundred bytes of memory
 * beside its bytes, and one that is added again takes none.
 */
#ifndef FOLD_TALLY_H
#define FOLD_TALLY_H

#include <stdint.h>

#include "base/text_set.h"

struct tally {
	struct text_set texts;
	uint64_t *sum; /* by the number of the text */
	size_t room;
};

/* Adds to the sum of a text.  A sum stays at UINT64_MAX once it is there. */
void tally_add(struct tally *, const void *bytes, size_t len, uint64_t count);

/* Takes all texts out. */
void tally_clear(struct tally *);

void tally_release(struct tally *);

#endif
