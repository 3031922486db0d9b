/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Merging the outputs of all ranges to what one perf script would have printed.
 */
#ifndef MERGE_MERGE_H
#define MERGE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Merges the outputs in the output folder dir into the file at path, which
 * appears whole or not at all; or into a device, a pipe or a descriptor
 * (special_file.h); or into standard output when path is NULL.  A file that
 * exists is replaced when outputs were merged into it before (merged_file.h) or
 * replace is set.  If reduce is not NULL, the outputs are piped through that
 * command, which must split into words.  Returns 0, or -1 with a message, which
 * names ranges that are not complete.
 */
int merge(const char *dir, const char *path, const char *reduce, bool replace);

/* All outputs, in place of the number of one. */
#define MERGE_ALL SIZE_MAX

/*
 * Merges the outputs in the output folder dir into standard output while jobs
 * make them.  Before it reads an output it calls wait with the output's number
 * in the plan, or with MERGE_ALL; wait returns 0 when that is complete, or -1.
 * Returns 0, or -1, with a message unless wait failed.
 */
int merge_as_they_come(
    const char *dir, int (*wait)(size_t output, void *), void *);

/*
 * Checks that merging from the output folder dir into the file at path would
 * replace neither the recording nor our own files nor, unless replace is set,
 * another file of the user's.  Returns 0, or -1 with a message.
 */
int merge_check_place(const char *dir, const char *path, bool replace);

#endif
