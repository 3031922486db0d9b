/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "base/words.h"

/* Letters that have no meaning for any shell anywhere in a word. */
static const char plain[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "%+,-./:=@_";

char *
quote_shell(const char *word)
{
	char *text, *t;

	if (*word && !word[strspn(word, plain)])
		return xstrdup(word);
	t = text = xcalloc(4 * strlen(word) + 3, 1);
	*t++ = '\'';
	for (; *word; word++) {
		if (*word == '\'')
			t = stpcpy(t, "'\\''");
		else
			*t++ = *word;
	}
	*t = '\'';
	return text;
}

char *
quote_shell_words(const struct words *w)
{
	char *text;
	size_t len;
	FILE *f = xmemstream(&text, &len);

	for (size_t i = 0; i < w->count; i++) {
		char *word = quote_shell(w->word[i]);

		fprintf(f, "%s%s", i ? " " : "", word);
		free(word);
	}
	fclose(f);
	return text;
}

char *
quote_recipe(const char *text)
{
	char *quoted = xcalloc(2 * strlen(text) + 1, 1), *q = quoted;

	for (; *text; text++) {
		if (*text == '$')
			*q++ = '$';
		*q++ = *text;
	}
	return quoted;
}

char *
quote_value(const char *text)
{
	char *quoted = xcalloc(2 * strlen(text) + 1, 1), *q = quoted;

	/* Backslashes only need quoting before what would start a comment. */
	for (size_t slashes = 0; *text; text++) {
		if (*text == '#')
			for (size_t i = 0; i <= slashes; i++)
				*q++ = '\\';
		else if (*text == '$')
			*q++ = '$';
		slashes = *text == '\\' ? slashes + 1 : 0;
		*q++ = *text;
	}
	return quoted;
}

/* Returns what in name make cannot carry, or NULL. */
static const char *
unmakeable(const char *name)
{
	static const struct {
		char byte;
		const char *why;
	} never[] = {
		{ '\n', "a newline" },
		{ '\r', "a carriage return" },
		{ '\t', "a tab" },
		{ '\\', "a backslash" },
		{ ';', "a ';'" },
		{ '|', "a '|'" },
	};

	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (strchr(name, never[i].byte))
			return never[i].why;
	if (*name == '~')
		return "a '~' at its start";
	if (*name == ' ' || (*name && name[strlen(name) - 1] == ' '))
		return "a blank at its start or end";
	if (*name && name[strlen(name) - 1] == ')')
		return "a ')' at its end";
	return NULL;
}

char *
quote_make_name(const char *name, const char **why)
{
	char *quoted, *q;

	*why = unmakeable(name);
	if (*why)
		return NULL;
	q = quoted = xcalloc(2 * strlen(name) + 1, 1);
	for (; *name; name++) {
		if (strchr(" #:*?[", *name))
			*q++ = '\\';
		else if (*name == '$')
			*q++ = '$';
		*q++ = *name;
	}
	return quoted;
}

void
quote_json(FILE *f, const char *text)
{
	size_t len;

	putc('"', f);
	for (const char *t = text; *t; t += len ? len : 1) {
		len = utf8_len(t);
		if (!len)
			fputs("\\ufffd", f);
		else if ((unsigned char)*t < 0x20 || *t == 0x7f)
			fprintf(f, "\\u%04x", *t);
		else if (*t == '"' || *t == '\\')
			fprintf(f, "\\%c", *t);
		else
			fwrite(t, 1, len, f);
	}
	putc('"', f);
}
