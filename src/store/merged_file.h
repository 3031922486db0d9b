/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user's files that outputs were merged into.  The output folder has a note
 * of each, which outlives the process.  Only files that are as they were noted
 * are replaced, or removed with the folder's outputs.  A file counts as
 * unchanged when its size and its time of change are the same or, up to 64 MB,
 * its size and its bytes, so that it may be touched or copied.
 */
#ifndef STORE_MERGED_FILE_H
#define STORE_MERGED_FILE_H

#include <stdbool.h>

/*
 * Checks that merging the outputs in dir into the file at path replaces nothing
 * of the user's: there is no such file, or it is empty, not a regular file, or
 * as it was noted.  Returns 0, or -1 with a message.
 */
int merged_file_check(const char *dir, const char *path);

/*
 * Notes, in the folder dir, what is about to be renamed from part, a path that
 * ends in ".part": killed between the two, we find the file to be ours.  This
 * and the next two do nothing in a folder that cannot be written to.  Returns
 * 0, or -1 with a message.
 */
int merged_file_announce(const char *dir, const char *part);

/*
 * Notes that what was announced is at path now.  Returns 0, or -1 with a
 * message.
 */
int merged_file_confirm(const char *dir, const char *path);

/*
 * Notes that the user lets us replace the file at path.  Returns 0, or -1 with
 * a message.
 */
int merged_file_allow(const char *dir, const char *path);

/*
 * Removes the files that were noted in the folder dir as written, unless they
 * have changed.  Returns 0, or -1 with a message.
 */
int merged_files_remove(const char *dir);

#endif
