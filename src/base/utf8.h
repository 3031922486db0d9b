/* SPDX-License-Identifier: GPL-2.0-only */
/* UTF-8, as RFC 3629 has it. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>

/*
 * Returns the length in bytes of the character at text, or 0 when the bytes are
 * not UTF-8.  The NUL at the end of a text is a character of length 1.
 */
size_t utf8_len(const char *text);

#endif
