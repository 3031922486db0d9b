/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Places to write to that are no files which could be replaced: devices, FIFOs,
 * and the names of descriptors.  They are written straight.
 */
#ifndef BASE_STRAIGHT_H
#define BASE_STRAIGHT_H

#include <stdbool.h>
#include <stdio.h>

/* Says whether a path is such a place: /dev/null, /dev/stdout, /dev/fd/3. */
bool straight_is(const char *path);

/* Says whether a path means standard output: "-", /dev/stdout, /dev/fd/1. */
bool straight_is_stdout(const char *path);

/*
 * Sees that one of these places can be written to, as far as that can be told
 * without opening it.  Returns 0, or -1 with a message.
 */
int straight_check(const char *path);

/*
 * Opens one of these places, a FIFO when somebody reads it.  Returns NULL with
 * a message when it cannot be written.
 */
FILE *straight_open(const char *path);

#endif
