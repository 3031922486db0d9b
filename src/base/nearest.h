/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds, for a word that is not known, the known word that was probably meant:
 * the one with the smallest edit distance, the first of them if there are
 * several.  A word that differs in more than a third of its letters is not
 * taken. A search borrows all words and allocates nothing.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* A search: wanted is set, the rest zero. */
struct nearest {
	const char *wanted;
	const char *word; /* the nearest so far, NULL for none */
	size_t distance;  /* its edit distance from wanted */
};

/*
 * Compares wanted with a known word, which must outlive the search.  Says
 * whether that is the nearest so far.
 */
bool nearest_try(struct nearest *, const char *candidate);

#endif
