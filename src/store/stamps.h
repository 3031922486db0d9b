/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stamps say that the output for one key is complete.  A stamp is a symbolic
 * link named RANGE@KEY to the range's out.txt: make, which follows it, finds
 * no target when the stamp or the output is missing, without a second look at
 * anything; and what make -t leaves in its place is no link, so that nobody
 * takes it for a stamp.
 *
 * Where a file system has no symbolic links, a note in the output folder says
 * that stamps are regular files there.  Such a stamp contains a text, while
 * what make -t leaves is empty.  It does not tell make whether the output is
 * there, so that the fragment has to look.
 */
#ifndef STORE_STAMPS_H
#define STORE_STAMPS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Tries to make a symbolic link in the folder dir, which is ours, and notes it
 * if that is not possible there.  Returns 0, or -1 with a message.
 */
int stamps_try(const char *dir);

/* Says whether stamps in dir are files, as stamps_try() has noted. */
bool stamps_are_files(const char *dir);

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

/*
 * Removes the stamps of several ranges as stamps_remove() does, but reads and
 * syncs each folder only once.
 */
int stamps_remove_ranges(
    const char *dir, const char *const *folder, size_t count);

/* Removes the stamps of all ranges in the same way. */
int stamps_remove_all(const char *dir);

#endif
