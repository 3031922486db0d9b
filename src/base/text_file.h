/* SPDX-License-Identifier: GPL-2.0-only */
/* Texts that are files of their own. */
#ifndef BASE_TEXT_FILE_H
#define BASE_TEXT_FILE_H

#include <stdbool.h>

/* Returns the text of a file, for free(3); NULL with errno set. */
char *text_file_read(const char *path);

/*
 * Writes a text to a file, unless that is what it holds already; durable is as
 * outfile_commit() has it.  Returns 0, or -1 with a message.
 */
int text_file_write(const char *path, const char *text, bool durable);

#endif
