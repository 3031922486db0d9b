/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs by their names, as execvp(3) finds them. */
#ifndef BASE_PROGRAM_PATH_H
#define BASE_PROGRAM_PATH_H

#include <stdbool.h>

/* Says whether a path is that of a file that we may execute. */
bool program_is(const char *path);

/*
 * Returns the path of the program that a name stands for, by PATH where it has
 * no slash; for free(3), or NULL when there is none.
 */
char *program_path(const char *name);

#endif
