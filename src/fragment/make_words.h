/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Words and names, written into a makefile so that make, and the shell that it
 * starts, take them for what they are.
 */
#ifndef FRAGMENT_MAKE_WORDS_H
#define FRAGMENT_MAKE_WORDS_H

#include <stdio.h>

struct words;

/* How make reads a text where it stands: quote_recipe() or quote_value(). */
typedef char *make_quote(const char *);

/* Writes a word quoted for the shell, and for make where it stands. */
void make_put_word(FILE *, make_quote *, const char *word);

/* Writes several, each behind a blank. */
void make_put_words(FILE *, make_quote *, const struct words *);

/* Writes a blank and a file's name, as part of a variable's value. */
void make_put_name(FILE *, const char *name);

/* Writes an option as part of a variable's value, unless it is NULL. */
void make_put_option(FILE *, const char *option, const char *value);

#endif
