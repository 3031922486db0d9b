/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "fold/characters.h"
#include "fold/frame_line.h"

/*
 * Finds the DSO, between the last " (" and the last ')' of a line.  Returns the
 * place of the blank in front of it, or 0 if there is none.
 */
static size_t
find_dso(struct span *dso, const char *line, size_t len)
{
	const char *close = memrchr(line, ')', len);
	size_t at = close ? close - line : 0, end = at;

	while (at >= 2) {
		at--;
		if (line[at] == '(' && line[at - 1] == ' ') {
			*dso = (struct span){ line + at + 1, end - at - 1 };
			return at - 1;
		}
	}
	return 0;
}

bool
frame_line_read(struct frame_line *f, const char *line, size_t len)
{
	size_t start = skip_kind(line, 0, len, CHARACTER_BLANK);
	size_t end = skip_kind(line, start, len, CHARACTER_WORD);
	size_t symbol = skip_kind(line, end, len, CHARACTER_BLANK);
	size_t symbol_end = find_dso(&f->dso, line, len);

	if (end == start || symbol_end < start + 2)
		return false;
	/* A symbol that is missing is made of a blank, or else of a digit. */
	if (symbol >= symbol_end) {
		symbol = symbol_end - 1;
		if (symbol < end)
			end = symbol;
	}
	f->address = (struct span){ line + start, end - start };
	f->symbol = (struct span){ line + symbol, symbol_end - symbol };
	return true;
}
