/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the known word that a user probably meant by an unknown one: the one
 * with the smallest edit distance, the first of several.  Words that differ in
 * more than a third of their letters do not count.  A search borrows all words
 * and allocates nothing.
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
 * Compares wanted with a known word, which must outlive the search.  Returns
 * whether that is the nearest so far.
 */
bool nearest_try(struct nearest *, const char *candidate);

#endif
