/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kinds of bytes in perf script's text, whatever the locale: bytes above 127
 * are of none of them.
 */
#ifndef FOLD_CHARACTERS_H
#define FOLD_CHARACTERS_H

#include <stdbool.h>
#include <stddef.h>

enum { CHARACTER_BLANK = 1, CHARACTER_DIGIT = 2, CHARACTER_WORD = 4 };

/* The kinds of each byte, as bits. */
extern const unsigned char character_kinds[256];

static inline bool
is_kind(char c, unsigned kinds)
{
	return character_kinds[(unsigned char)c] & kinds;
}

/*
 * Returns where bytes of these kinds end that begin at a place in a line of len
 * bytes.
 */
static inline size_t
skip_kind(const char *line, size_t at, size_t len, unsigned kinds)
{
	while (at < len && is_kind(line[at], kinds))
		at++;
	return at;
}

#endif
