/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file that appears whole or not at all: it is written under a temporary
 * name beside its place and renamed at the end.  Until then, and after any
 * failure, what was there before stays as it was.  Of two processes that write
 * the same file at a time, one waits until the other is done; where there are
 * no locks, the first of them fails.
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
 * Starts the file that will appear at path.  Returns 0, or -1 with a message
 * when it cannot be written there.
 */
int outfile_open(struct outfile *, const char *path);

/*
 * Sees that a file could be started for path, as far as that can be told
 * without doing so.  Returns 0, or -1 with a message.
 */
int outfile_check(const char *path);

/*
 * Ends the file and puts it in its place; durable means that it is on disk
 * before it appears.  Returns 0, or -1 with a message: then it is gone.
 */
int outfile_commit(struct outfile *, bool durable);

/*
 * Does the same, but returns 1 without a message where there are no locks and
 * another process has begun to write the same file meanwhile: what we wrote is
 * gone then, and the names are for outfile_release().
 */
int outfile_try_commit(struct outfile *, bool durable);

/* Frees the names of a file that is not open any more. */
void outfile_release(struct outfile *);

/* Drops what was written; does nothing when the file is not open. */
void outfile_abandon(struct outfile *);

/*
 * Writes back to disk the entries of a folder: names added, changed or
 * removed there.  Returns 0, or -1 with a message.
 */
int folder_sync(const char *path);

/*
 * Makes a folder and those above it.  Returns 0, also when it is there, or -1
 * with a message.
 */
int folder_make(const char *path);

#endif
