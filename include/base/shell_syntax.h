/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What only a shell understands in a command line, where none will see it: the
 * words would be taken as they are (base/words.h).  Source: POSIX, Shell
 * Command Language.
 */
#ifndef BASE_SHELL_SYNTAX_H
#define BASE_SHELL_SYNTAX_H

/*
 * Returns the first place in text where a shell would do more than split words
 * and take off quotes, NULL for none; *len is how many letters of it to show.
 */
const char *shell_syntax_find(const char *text, int *len);

#endif
