/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A line of folded stacks: the names of a stack's frames from the outermost to
 * the innermost, with semicolons between them, and behind the last blank how
 * often the stack was seen: "comm;outer;inner 12".
 */
#ifndef FLAME_FOLDED_H
#define FLAME_FOLDED_H

#include <stddef.h>

struct folded {
	char *stack;  /* the names; points into the line */
	double count; /* a whole number or a decimal one, never negative;
		       * rounded if it has more than 15 digits */
};

/*
 * Takes a line of len bytes, with or without its newline, apart in its place.
 * Returns NULL, or what was expected where the line is no folded stack; the
 * line is then as it was.
 */
const char *folded_parse(struct folded *, char *line, size_t len);

#endif
