/* SPDX-License-Identifier: GPL-2.0-only */
/* What tells one state of a file from another without reading the file. */
#ifndef BASE_FILE_STATE_H
#define BASE_FILE_STATE_H

#include <stdbool.h>
#include <stdint.h>

struct stat;

struct file_state {
	uint64_t size; /* in bytes */
	uint64_t mtime_ns;
	uint64_t ctime_ns; /* nobody can set this one back */
	uint64_t inode;
	uint64_t device;
	/*
	 * The last change was long enough before this was read for any later
	 * one to show in the times; two equal states may differ in this.
	 */
	bool settled;
};

/* Reads the state of the file at path.  Returns 0, or -1 with a message. */
int file_state_read(struct file_state *, const char *path);

/* Takes the state from what stat(2) has just given. */
void file_state_from(struct file_state *, const struct stat *);

/* Says whether two paths lead to the same file. */
bool file_is(const char *path, const char *other);

/* Says whether a path is in a folder, or would be if it was made. */
bool file_is_within(const char *path, const char *folder);

/* Says whether two states are the same. */
bool file_state_equal(const struct file_state *, const struct file_state *);

#endif
