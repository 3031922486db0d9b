/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file that appears whole or not at all: it is written under a temporary name
 * beside its path and renamed at the end.  Until then, and after any failure,
 * the file that was there before stays.  Of two processes that write the same
 * file at a time, the second waits until the first is done; where the file
 * system has no locks, the first fails.
 */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include <stdbool.h>
#include <stdio.h>

struct outfile {
	FILE *stream; /* write here; NULL when not open */
	char *path;   /* where it will appear */
	char *part;   /* where it is until then: path with ".part" added */
	bool unlocked; /* the file system has no locks */
};

/*
 * Starts a file that will appear at path.  Returns 0, or -1 with a message when
 * it cannot be written there.
 */
int outfile_open(struct outfile *, const char *path);

/*
 * Checks that a file can be started for path, as far as that can be told
 * without doing so.  Returns 0, or -1 with a message.
 */
int outfile_check(const char *path);

/*
 * Ends the file and renames it to its path; if durable is set, it is on disk
 * before that.  Returns 0, or -1 with a message; what was written is then gone.
 */
int outfile_commit(struct outfile *, bool durable);

/*
 * Does the same, but returns 1 without a message where there are no locks and
 * another process has begun to write the same file: what we wrote is gone, and
 * outfile_release() frees the names.
 */
int outfile_try_commit(struct outfile *, bool durable);

/* Frees the names of a file that is no longer open. */
void outfile_release(struct outfile *);

/* Removes what was written; does nothing when the file is not open. */
void outfile_abandon(struct outfile *);

/*
 * Writes the entries of a folder to disk: names that were added, changed or
 * removed.  Returns 0, or -1 with a message.
 */
int folder_sync(const char *path);

/*
 * Makes a folder and those above it.  Returns 0, also when it exists, or -1
 * with a message.
 */
int folder_make(const char *path);

#endif
