/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text on its way into a shell, a makefile or JSON.  Whatever comes from a
 * user and enters one of these goes through here and nowhere else.
 */
#ifndef BASE_QUOTE_H
#define BASE_QUOTE_H

#include <stdio.h>

struct words;

/* Returns word as a shell reads it back, quoted only if needed; for free(3). */
char *quote_shell(const char *word);

/* Returns all words, each quoted for a shell, with blanks between. */
char *quote_shell_words(const struct words *);

/* Returns text as make wants it in a recipe; it must not hold a newline. */
char *quote_recipe(const char *text);

/* Returns text as the value of a variable; it must not hold a newline. */
char *quote_value(const char *text);

/*
 * Returns a file's name as the value of a make variable that stands in targets
 * and prerequisites, or NULL when make cannot carry that name; *why is then
 * what it must not hold.  Tried with GNU make 4.3 and 4.4.1.
 */
char *quote_make_name(const char *name, const char **why);

/* Writes text as a JSON string; bytes that are not UTF-8 come as U+FFFD. */
void quote_json(FILE *, const char *text);

#endif
