/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stamps say that the output for one key is complete.  A stamp is a symbolic
 * link named RANGE@KEY to the range's out.txt: make, which follows it, finds
 * no target when the stamp or the output is missing, without a second look at
 * anything; and what make -t leaves in its place is no link, so that nobody
 * takes it for a stamp.
 */
#ifndef JOB_STAMPS_H
#define JOB_STAMPS_H

#include <stdbool.h>

/*
 * Makes the stamp of a range and a key.  Its out.txt must be on disk.  Returns
 * 0, or -1 with a message.
 */
int stamp_make(const char *dir, const char *folder, const char *key);

/* Says whether a range's output for a key is there and complete. */
bool stamp_is_valid(const char *dir, const char *folder, const char *key);

/*
 * Removes all stamps of a range, and sees to it that they are gone from the
 * disk too before anything else is written.  Returns 0, or -1 with a message.
 */
int stamps_remove(const char *dir, const char *folder);

#endif
