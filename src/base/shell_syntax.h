/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds what only a shell would understand in a command line that is split into
 * words without a shell (words.h): operators, expansions and patterns, which
 * would reach the program as they are.  Source: POSIX, Shell Command Language.
 */
#ifndef BASE_SHELL_SYNTAX_H
#define BASE_SHELL_SYNTAX_H

/*
 * Returns the first place in text where a shell would do more than split words
 * and remove quotes, or NULL when there is none.  *len is the length in bytes
 * of the operator or the like that begins there.
 */
const char *shell_syntax_find(const char *text, int *len);

#endif
