/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Special files: devices, FIFOs and the names of open descriptors.  None of
 * them can be replaced by a new file as regular files are (outfile.h), so they
 * are opened and written directly.
 */
#ifndef BASE_SPECIAL_FILE_H
#define BASE_SPECIAL_FILE_H

#include <stdbool.h>
#include <stdio.h>

/* Says whether a path is a special file: /dev/null, /dev/stdout, /dev/fd/3. */
bool special_file_is(const char *path);

/* Says whether a path means standard output: "-", /dev/stdout, /dev/fd/1. */
bool special_file_is_stdout(const char *path);

/*
 * Checks that a special file can be written to, as far as that can be told
 * without opening it.  Returns 0, or -1 with a message.
 */
int special_file_check(const char *path);

/*
 * Opens a special file for writing; a FIFO is opened once another process reads
 * it.  Returns a stream for fclose(3), or NULL with a message.
 */
FILE *special_file_open(const char *path);

#endif
