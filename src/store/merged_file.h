/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user's files that outputs were merged into.  The output folder keeps a
 * note of each.  Only a file that is as it was noted may be replaced, or
 * removed with the outputs: its size and its time of change are the same or, up
 * to 64 MB, its size and its bytes, so that it may be touched or copied.
 */
#ifndef STORE_MERGED_FILE_H
#define STORE_MERGED_FILE_H

#include <stdbool.h>

/*
 * Checks that merging the outputs in the output folder dir into the file at
 * path replaces nothing of the user's: there is no such file, or it is empty,
 * not a regular file, or as it was noted.  Returns 0, or -1 with a message.
 */
int merged_file_check(const char *dir, const char *path);

/*
 * Notes, in the output folder dir, the file at part, a path that ends in
 * ".part", before it is renamed, so that we know the file for ours if we are
 * killed before we confirm it.  This and the next two do nothing in a folder
 * that we cannot write to.  Returns 0, or -1 with a message.
 */
int merged_file_announce(const char *dir, const char *part);

/*
 * Notes that the file that was announced is at path now.  Returns 0, or -1 with
 * a message.
 */
int merged_file_confirm(const char *dir, const char *path);

/*
 * Notes that the user allows us to replace the file at path.  Returns 0, or -1
 * with a message.
 */
int merged_file_allow(const char *dir, const char *path);

/*
 * Removes the files that we merged from the output folder dir, unless they have
 * changed.  Returns 0, or -1 with a message.
 */
int merged_files_remove(const char *dir);

#endif
