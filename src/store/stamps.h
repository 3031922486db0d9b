/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stamps say that the output for a key is complete.  A stamp is a symbolic link
 * with the name RANGE@KEY to the out.txt of the range: make follows it, and
 * finds no target when either the stamp or the output is missing.  What make -t
 * creates in its place is no link, and so no stamp.
 *
 * Where the file system has no symbolic links, a note in the output folder says
 * that stamps are regular files.  Such a stamp contains a text, while what make
 * -t creates is empty.  It does not tell make whether the output exists, which
 * the fragment has to check.
 */
#ifndef STORE_STAMPS_H
#define STORE_STAMPS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Tries to make a symbolic link in the output folder dir, and notes it if that
 * is impossible.  Returns 0, or -1 with a message.
 */
int stamps_try(const char *dir);

/* Says whether stamps in dir are files, as stamps_try() has noted. */
bool stamps_are_files(const char *dir);

/*
 * Makes the stamp of a range and a key; out.txt must be on disk.  Returns 0, or
 * -1 with a message.
 */
int stamp_make(const char *dir, const char *folder, const char *key);

/* Says whether the output of a range for a key exists and is complete. */
bool stamp_is_valid(const char *dir, const char *folder, const char *key);

/*
 * Removes all stamps of a range, from the disk, too, before it returns.
 * Returns 0, or -1 with a message.
 */
int stamps_remove(const char *dir, const char *folder);

/*
 * Removes the stamps of several ranges in the same way, but reads and syncs
 * each folder only once.
 */
int stamps_remove_ranges(
    const char *dir, const char *const *folder, size_t count);

/* Removes the stamps of all ranges in the same way. */
int stamps_remove_all(const char *dir);

#endif
