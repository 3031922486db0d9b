/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Quoting text for a shell, a makefile or JSON.  Whatever comes from a user and
 * enters one of these goes through here and nowhere else.  Callers free(3) the
 * results.
 */
#ifndef BASE_QUOTE_H
#define BASE_QUOTE_H

#include <stdio.h>

struct words;

/* Returns word as a shell reads it back, quoted only if needed. */
char *quote_shell(const char *word);

/* Returns all words, each quoted for a shell, with blanks between them. */
char *quote_shell_words(const struct words *);

/* Returns text quoted for a recipe; it must not contain a newline. */
char *quote_recipe(const char *text);

/* Returns text quoted as the value of a make variable; no newline either. */
char *quote_value(const char *text);

/*
 * Returns a file's name as the value of a make variable that stands in targets
 * and prerequisites, or NULL when make cannot carry the name; *why then says
 * what the name must not contain.  Source: GNU make 4.3 and 4.4.1 as they
 * behave.
 */
char *quote_make_name(const char *name, const char **why);

/* Writes text as a JSON string; bytes that are not UTF-8 become U+FFFD. */
void quote_json(FILE *, const char *text);

#endif
