/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A text that grows at its end.  All zeros are an empty text; it owns its
 * bytes, which have no NUL behind them.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>

struct text {
	char *bytes;
	size_t len, room;
};

/*
 * Adds len bytes, which are not those of the text itself.  Then the text has
 * memory, even where len is 0.
 */
void text_add(struct text *, const void *bytes, size_t len);

/* Adds a string literal. */
#define text_add_literal(t, literal) text_add(t, literal, sizeof(literal) - 1)

void text_release(struct text *);

#endif
