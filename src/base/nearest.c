/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdint.h>
#include <string.h>

#include "base/nearest.h"

enum { LONGEST = 32 }; /* longer words are not compared */

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Returns the edit distance of two words, the optimal string alignment: how
 * many letters were added, omitted, changed or swapped with their neighbours.
 */
static size_t
distance(const char *a, const char *b)
{
	size_t d[LONGEST + 1][LONGEST + 1];
	size_t rows = strlen(a), columns = strlen(b);

	if (rows > LONGEST || columns > LONGEST)
		return SIZE_MAX;
	for (size_t j = 0; j <= columns; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= rows; i++) {
		d[i][0] = i;
		for (size_t j = 1; j <= columns; j++) {
			d[i][j] = least(d[i - 1][j], d[i][j - 1]) + 1;
			d[i][j] = least(d[i][j],
			    d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[rows][columns];
}

bool
nearest_try(struct nearest *n, const char *candidate)
{
	size_t now = distance(n->wanted, candidate);

	/* A third of the letters may be wrong. */
	if (now > (strlen(n->wanted) + 1) / 3 ||
	    (n->word && now >= n->distance))
		return false;
	n->word = candidate;
	n->distance = now;
	return true;
}
