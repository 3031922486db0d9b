/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What may have been meant by a word that is not known, by its letters: of the
 * words that differ in few of them, the first of the likest.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* A search: wanted is set, the rest zero. */
struct nearest {
	const char *wanted;
	const char *word; /* the likest so far, NULL for none */
	size_t distance;  /* letters that differ, or are swapped */
};

/*
 * Compares with a word that may be meant, which must outlive the search.  Says
 * whether it is the likest so far.
 */
bool nearest_try(struct nearest *, const char *candidate);

#endif
