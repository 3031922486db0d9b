/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files of the user's that outputs were merged into.  Each is noted in the
 * output folder, as it was written: only such a file is replaced, or removed
 * with the folder's outputs.  A file is as it was when its size and time are,
 * or up to 64 MB its bytes, so that it may be touched or copied.
 */
#ifndef JOB_MERGED_FILE_H
#define JOB_MERGED_FILE_H

#include <stdbool.h>

/*
 * Sees that merging the outputs in dir into the file at path replaces nothing
 * of the user's: only what is not there, empty, or as it was noted.  Returns 0,
 * or -1 with a message.
 */
int merged_file_check(const char *dir, const char *path);

/*
 * Notes the file at path: that it was written, or else that the user lets it be
 * replaced.  A folder that cannot be written to is left as it is.  Returns 0,
 * or -1 with a message.
 */
int merged_file_note(const char *dir, const char *path, bool written);

/*
 * Removes the files that were written, and are as they were then.  Returns 0,
 * or -1 with a message.
 */
int merged_files_remove(const char *dir);

#endif
