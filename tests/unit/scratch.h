/* SPDX-License-Identifier: GPL-2.0-only */
/* A folder of a test's own, and the files in it.  Failures end the test. */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include <sys/stat.h>

#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char scratch[PATH_MAX]; /* the folder, without a slash at its end */

int scratch_make(void **state);

int scratch_remove(void **state);

/* Returns the path of a name in the folder; the next call but three ends it. */
const char *in_scratch(const char *name);

bool is_in_scratch(const char *name);

/* Writes a file, and makes the folders above it. */
void scratch_write(const char *name, const char *text);

/* Returns the contents of a file, for free(3). */
char *scratch_read(const char *name);

#endif
