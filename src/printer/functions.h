/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions that texts name, each known by the first text that does.  Texts
 * that differ only in the offset in a function are of the same one, and are the
 * same frame of a folded stack.  All zeros are an empty table; it borrows the
 * texts.
 */
#ifndef PRINTER_FUNCTIONS_H
#define PRINTER_FUNCTIONS_H

#include <stddef.h>

struct memory_text;

struct functions {
	const struct memory_text **first; /* texts, by what they name */
	size_t room; /* a power of two, or 0 */
	size_t used;
};

/*
 * Returns the first text that names the function of this one, which may be
 * itself; NULL when memory is short.
 */
const struct memory_text *functions_find(
    struct functions *, const struct memory_text *);

void functions_release(struct functions *);

#endif
