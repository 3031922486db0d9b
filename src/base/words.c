/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/words.h"

void
words_init(struct words *w)
{
	*w = (struct words){ 0 };
}

void
words_release(struct words *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->word[i]);
	free(w->word);
	words_init(w);
}

/* Inserts word, which the list then owns, as number at. */
static void
place(struct words *w, size_t at, char *word)
{
	w->word = xgrow(w->word, w->count + 1, &w->room, sizeof *w->word);
	memmove(w->word + at + 1, w->word + at,
	    (w->count - at) * sizeof *w->word);
	w->word[at] = word;
	w->word[++w->count] = NULL;
}

void
words_add(struct words *w, const char *word)
{
	place(w, w->count, xstrdup(word));
}

void
words_addf(struct words *w, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	place(w, w->count, xvasprintf(format, ap));
	va_end(ap);
}

void
words_insertf(struct words *w, size_t at, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	place(w, at, xvasprintf(format, ap));
	va_end(ap);
}

void
words_remove(struct words *w, size_t at)
{
	free(w->word[at]);
	memmove(w->word + at, w->word + at + 1,
	    (w->count - at) * sizeof *w->word);
	w->count--;
}

bool
words_has(const struct words *w, const char *word)
{
	for (size_t i = 0; i < w->count; i++)
		if (!strcmp(w->word[i], word))
			return true;
	return false;
}

void
words_copy(struct words *w, const struct words *other)
{
	words_from(w, other->word, other->count);
}

void
words_from(struct words *w, char *const *word, size_t count)
{
	words_init(w);
	for (size_t i = 0; i < count; i++)
		words_add(w, word[i]);
}

/*
 * Copies a word from *text to word without its quotes, and moves *text after
 * it.  Returns -1 when a quote is not closed.
 */
static int
unquote_word(const char **text, char *word)
{
	const char *t = *text;
	char quote = 0;

	for (; *t && (quote || !strchr(" \t\n", *t)); t++) {
		if (quote == '\'' || (*t != '\\' && *t != '"' && *t != '\'')) {
			if (*t == quote)
				quote = 0;
			else
				*word++ = *t;
		} else if (*t == '\\') {
			/* In "..." a backslash quotes only these. */
			if (quote && (!t[1] || !strchr("\"\\$`\n", t[1])))
				*word++ = *t;
			else if (!*++t)
				return -1;
			else if (*t != '\n')
				*word++ = *t;
		} else if (!quote) {
			quote = *t;
		} else if (*t == quote) {
			quote = 0;
		} else {
			*word++ = *t;
		}
	}
	*word = '\0';
	*text = t;
	return quote ? -1 : 0;
}

/* Skips blanks and joined lines between words. */
static const char *
skip_blanks(const char *text)
{
	for (;;) {
		text += strspn(text, " \t\n");
		if (strncmp(text, "\\\n", 2))
			return text;
		text += 2;
	}
}

int
words_split(struct words *w, const char *text)
{
	char *word = xcalloc(strlen(text) + 1, 1);
	int status = 0;

	words_init(w);
	while (*(text = skip_blanks(text)) && !status) {
		status = unquote_word(&text, word);
		if (!status)
			words_add(w, word);
	}
	free(word);
	if (status)
		words_release(w);
	return status;
}
