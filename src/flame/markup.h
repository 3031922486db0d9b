/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts escaped for a picture, which is XML with JSON in it.  All that comes
 * from outside goes through here and nowhere else.  Bytes that are not UTF-8,
 * control characters, and characters that XML 1.0 does not have become U+FFFD.
 */
#ifndef FLAME_MARKUP_H
#define FLAME_MARKUP_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes the first len bytes of text for an element or an attribute of XML, in
 * at most that many columns; a wide character takes two.  A text that is too
 * long is cut, and ends with "..".
 */
void markup_write_xml(FILE *, const char *text, size_t len, size_t columns);

/*
 * Writes the first len bytes of text as a JSON string that has nothing in it
 * that XML or HTML would take for markup.
 */
void markup_write_json(FILE *, const char *text, size_t len);

#endif
