/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Putting the outputs of all ranges together as one perf script would have
 * printed them.
 */
#ifndef MERGE_MERGE_H
#define MERGE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Merges the outputs in folder dir into the file at path, which appears whole
 * or not at all; or into a device, a pipe or a descriptor (special_file.h); or,
 * when path is NULL, into standard output.  A file that is there is replaced
 * when outputs were merged into it before (merged_file.h), or when replace is
 * set.  If reduce is not NULL, the outputs are piped through that command,
 * which can be split into words.  Returns 0, or -1 with a message, which names
 * ranges that are not complete.
 */
int merge(const char *dir, const char *path, const char *reduce, bool replace);

/* In place of the number of an output. */
#define MERGE_ALL SIZE_MAX

/*
 * Merges the outputs in folder dir into standard output while they are being
 * made: before it reads one, it calls wait with its number in the plan, or
 * with MERGE_ALL, which returns 0 when that is there, or -1.  Returns 0, or -1
 * with a message if that was not from wait.
 */
int merge_as_they_come(
    const char *dir, int (*wait)(size_t output, void *), void *);

/*
 * Checks that what is merged from dir into the file at path replaces neither
 * the recording nor anything of ours nor, unless replace is set, another file
 * of the user's.  Returns 0, or -1 with a message.
 */
int merge_check_place(const char *dir, const char *path, bool replace);

#endif
