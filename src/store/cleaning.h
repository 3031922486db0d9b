/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Removes outputs, and nothing else: files of the user stay, and so do the
 * folders that contain them.
 */
#ifndef STORE_CLEANING_H
#define STORE_CLEANING_H

#include <stdbool.h>
#include <stddef.h>

/* Says whether a folder contains only files that a job writes there. */
bool clean_is_ours_alone(const char *folder);

/*
 * Removes the stamps of ranges in the output folder dir and, once these are
 * gone from the disk, the files of the ranges, and the ranges' folders if they
 * are empty then.  folder may name a range more than once.  Returns 0, or -1
 * with a message.
 */
int clean_ranges(const char *dir, const char *const *folder, size_t count);

/*
 * Removes outputs that renumbering has set aside and nobody wants any more.
 * Returns 0, or -1 with a message.
 */
int clean_moved(const char *dir);

/*
 * Removes all our files from the output folder dir, and dir itself if it is
 * empty then.  Returns 0, also when it does not exist, or -1 with a message; a
 * folder that is not an output folder is left alone.
 */
int clean_output(const char *dir);

#endif
