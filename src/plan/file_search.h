/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A search for files: which are there, and of those that are, whether they are
 * what a recording has in mind.  It lists paths in a struct found, and writes
 * the state of each file as text (plan/found.h).
 */
#ifndef PLAN_FILE_SEARCH_H
#define PLAN_FILE_SEARCH_H

#include <stdbool.h>
#include <stdio.h>

#include "base/number_map.h"

struct found;

struct file_search {
	struct found *found; /* whose lists of paths are filled */
	const char *symfs;   /* --symfs, a folder with files that matter by
			      * their times, too; "" for none */
	FILE *state;         /* takes the text of the state */
	struct number_map known; /* what was seen, by the digest of the path */
};

/*
 * Says whether there is something at a path.  A missing folder is noted in
 * place of what would be in it.
 */
bool file_search_is_there(struct file_search *, const char *path);

/* Lists a path among those that are there, if it is. */
void file_search_note_there(struct file_search *, const char *path);

/*
 * Adds to the state whether a file is there and may be read, and, unless id is
 * "-", whether it has this build ID.
 */
void file_search_add(struct file_search *, const char *path, const char *id);

/*
 * Adds to the state the bytes of a file that grows or is edited in place.  Says
 * whether perf would use it: only files of its user or of root.
 */
bool file_search_add_watched(struct file_search *, const char *path);

#endif
