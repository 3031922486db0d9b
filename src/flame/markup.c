/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "flame/markup.h"

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* Says whether a picture cannot have this character, which is UTF-8. */
static bool
is_control(const char *text, size_t len)
{
	const unsigned char *t = (const unsigned char *)text;

	return *t < 0x20 || *t == 0x7f || (*t == 0xc2 && t[1] < 0xa0) ||
	    (len == 3 && !memcmp(text, "\xef\xbf", 2) && t[2] >= 0xbe);
}

/*
 * Takes a character off the front of text.  Returns it and its length, or those
 * of U+FFFD in place of what a picture cannot have.
 */
static const char *
take_character(const char **text, size_t *len)
{
	const char *character = *text;
	size_t n = utf8_len(character);

	*text += n ? n : 1;
	if (n && !is_control(character, n)) {
		*len = n;
		return character;
	}
	*len = sizeof replacement - 1;
	return replacement;
}

/* Returns the columns of a character: two from U+1000 on, CJK among them. */
static size_t
columns_of(const char *character)
{
	return (unsigned char)*character > 0xe0 &&
		strncmp(character, replacement, 3) ? 2 : 1;
}

/* Returns how many bytes of a text have at most that many columns. */
static size_t
bytes_that_fit(const char *text, size_t len, size_t columns)
{
	const char *t = text;
	size_t used = 0, n;

	while (t < text + len) {
		const char *before = t;

		used += columns_of(take_character(&t, &n));
		if (used > columns)
			return before - text;
	}
	return len;
}

static void
write_xml_character(FILE *f, const char *character, size_t len)
{
	if (*character == '&')
		fputs("&amp;", f);
	else if (*character == '<')
		fputs("&lt;", f);
	else if (*character == '>')
		fputs("&gt;", f);
	else if (*character == '"')
		fputs("&quot;", f);
	else
		fwrite(character, 1, len, f);
}

void
markup_write_xml(FILE *f, const char *text, size_t len, size_t columns)
{
	bool whole = bytes_that_fit(text, len, columns) == len;
	const char *end = text + (whole || columns < 2 ? len :
		    bytes_that_fit(text, len, columns - 2));

	while (text < end) {
		size_t n;
		const char *character = take_character(&text, &n);

		write_xml_character(f, character, n);
	}
	if (!whole)
		fputs("..", f);
}

void
markup_write_json(FILE *f, const char *text, size_t len)
{
	const char *end = text + len;

	putc('"', f);
	while (text < end) {
		size_t n;
		const char *character = take_character(&text, &n);

		if (strchr("<>&", *character))
			fprintf(f, "\\u%04x", *character);
		else if (strchr("\"\\", *character))
			fprintf(f, "\\%c", *character);
		else
			fwrite(character, 1, n, f);
	}
	putc('"', f);
}
