/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text as it stands in a picture.  Whatever comes from outside and enters one
 * goes through here and nowhere else.  Bytes that are not UTF-8, control
 * characters, and characters that XML 1.0 does not have become U+FFFD.
 */
#ifndef FLAME_TEXT_H
#define FLAME_TEXT_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes the first len bytes of text as XML, in an element or an attribute, in
 * at most that many columns, of which wide characters take two; the last one of
 * a text that is too long is "..", in two columns.
 */
void text_write_xml(FILE *, const char *text, size_t len, size_t columns);

/*
 * Writes the first len bytes of text as a JSON string that has nothing in it
 * that XML or HTML would take for markup.
 */
void text_write_json(FILE *, const char *text, size_t len);

#endif
