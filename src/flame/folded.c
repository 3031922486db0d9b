/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "flame/folded.h"

/*
 * The digits of a 64-bit sum, of which a double has the first 15: what is left
 * is not to be seen in a picture.
 */
enum { DIGITS_MAX = 20 };

/* Says whether text is digits, with a point and more digits or without. */
static const char *
find_fault(const char *text)
{
	static const char digits[] = "0123456789";
	size_t whole = strspn(text, digits);
	size_t len = whole;

	if (whole && text[whole] == '.')
		len = whole + 1 + strspn(text + whole + 1, digits);
	if (!whole || text[len] || text[len - 1] == '.')
		return "a count behind the last blank";
	if (whole > DIGITS_MAX)
		return "a count of at most 20 digits";
	return NULL;
}

const char *
folded_parse(struct folded *f, char *line, size_t len)
{
	char *end = line + len - (len && line[len - 1] == '\n'), *blank;
	const char *fault;
	char newline = *end;

	if (memchr(line, '\0', end - line))
		return "text without NUL bytes";
	blank = memrchr(line, ' ', end - line);
	if (!blank || blank == line)
		return "names of frames, a blank and a count";
	*end = '\0';
	fault = find_fault(blank + 1);
	if (fault) {
		*end = newline;
		return fault;
	}
	*blank = '\0';
	*f = (struct folded){ line, strtod(blank + 1, NULL) };
	return NULL;
}
