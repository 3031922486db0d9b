/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Removing outputs: only what is ours.  Files of somebody else stay, and so do
 * the folders that they are in.
 */
#ifndef JOB_CLEANING_H
#define JOB_CLEANING_H

/*
 * Removes a range's files and stamps, and its folders when they are empty
 * then.  Returns 0, or -1 with a message.
 */
int clean_range(const char *dir, const char *folder);

/*
 * Removes all that is ours from dir, and dir itself if nothing else is there.
 * Returns 0, also when there is no such folder, or -1 with a message; a folder
 * that is not ours is left alone.
 */
int clean_output(const char *dir);

#endif
