/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts that name the same function of the same DSO, whatever the offset in it:
 * they are the same frame of a folded stack.  All zeros are an empty table; it
 * borrows the texts.
 */
#ifndef PRINTER_LIKENESS_H
#define PRINTER_LIKENESS_H

#include <stddef.h>

struct memory_text;

struct likeness {
	const struct memory_text **first; /* of those that are alike */
	size_t room; /* a power of two, or 0 */
	size_t used;
};

/*
 * Returns the first text that is like this one, which may be itself; NULL when
 * memory is short.
 */
const struct memory_text *likeness_of(
    struct likeness *, const struct memory_text *);

void likeness_release(struct likeness *);

#endif
