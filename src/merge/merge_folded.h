/* SPDX-License-Identifier: GPL-2.0-only */
/* Folded stacks of many files as one, with the counts of equal ones added. */
#ifndef MERGE_MERGE_FOLDED_H
#define MERGE_MERGE_FOLDED_H

#include <stddef.h>
#include <stdio.h>

/*
 * Adds up files of folded stacks, each sorted, whose paths are given.  Returns
 * 0, or -1 with a message.  Whether writing succeeded is told by the stream.
 */
int merge_folded(char *const *path, size_t count, FILE *out);

/*
 * Opens a temporary file in TMPDIR, or /tmp, which is gone when it is closed.
 * Returns its stream, or NULL with a message.
 */
FILE *merge_folded_temporary(void);

/*
 * Adds the stacks in a temporary file to those in *sum, another one or NULL;
 * both are read from their start.  *sum becomes a new one, for fclose(3).
 * Returns 0, or -1 with a message.
 */
int merge_folded_add(FILE **sum, FILE *more);

#endif
