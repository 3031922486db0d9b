/* SPDX-License-Identifier: GPL-2.0-only */
/* A list of words, such as a command line for execvp(3).  It owns its words. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct words {
	char **word; /* followed by a NULL once anything was added */
	size_t count;
	size_t room;
};

/* Starts an empty list. */
void words_init(struct words *);

/* Frees the words and the list. */
void words_release(struct words *);

/* Adds a copy of word at the end. */
void words_add(struct words *, const char *word);

/* Adds printf-formatted text as one word at the end. */
__attribute__((format(printf, 2, 3))) void words_addf(
    struct words *, const char *format, ...);

/* Inserts printf-formatted text as word number at, which is at most count. */
__attribute__((format(printf, 3, 4))) void words_insertf(
    struct words *, size_t at, const char *format, ...);

/* Removes word number at. */
void words_remove(struct words *, size_t at);

/* Says whether a word is in the list. */
bool words_has(const struct words *, const char *word);

/*
 * Starts a list with copies of the words of other.
 */
void words_copy(struct words *, const struct words *other);

/* Starts a list with copies of count words. */
void words_from(struct words *, char *const *word, size_t count);

/*
 * Starts a list with the words of text, split as a POSIX shell splits them:
 * blanks separate, ' " and \ quote, nothing is expanded.  Returns 0, or -1 when
 * a quote is not closed; the list is then empty.
 */
int words_split(struct words *, const char *text);

#endif
