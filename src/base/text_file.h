/* SPDX-License-Identifier: GPL-2.0-only */
/* Short texts, each the whole of a file. */
#ifndef BASE_TEXT_FILE_H
#define BASE_TEXT_FILE_H

#include <stdbool.h>

/* Returns the text of a file, for free(3), or NULL with errno. */
char *text_file_read(const char *path);

/*
 * Writes text to a file unless it has the same text already; durable is that of
 * outfile_commit().  Returns 0, or -1 with a message.
 */
int text_file_write(const char *path, const char *text, bool durable);

/* Removes a file if it is there.  Returns 0, or -1 with a message. */
int text_file_remove(const char *path);

#endif
