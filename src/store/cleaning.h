/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Removing outputs: only what is ours.  Files of somebody else stay, and so do
 * the folders that they are in.
 */
#ifndef STORE_CLEANING_H
#define STORE_CLEANING_H

#include <stdbool.h>
#include <stddef.h>

/* Says whether a folder has nothing in it but what a job writes there. */
bool clean_is_ours_alone(const char *folder);

/*
 * Removes the stamps of ranges and, when these are gone from the disk, the
 * files of the ranges, and their folders if these are empty then.  A range may
 * be named more than once.  Returns 0, or -1 with a message.
 */
int clean_ranges(const char *dir, const char *const *folder, size_t count);

/* Removes outputs that were on the move and are not wanted any more. */
int clean_moved(const char *dir);

/*
 * Removes all that is ours from dir, and dir itself if nothing else is there.
 * Returns 0, also when there is no such folder, or -1 with a message; a folder
 * that is not ours is left alone.
 */
int clean_output(const char *dir);

#endif
