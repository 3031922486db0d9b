/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of a file: its size, times and place, by which a change shows
 * without reading the file.
 */
#ifndef BASE_FILE_STATE_H
#define BASE_FILE_STATE_H

#include <stdbool.h>
#include <stdint.h>

struct stat;

struct file_state {
	uint64_t size; /* in bytes */
	uint64_t mtime_ns;
	uint64_t ctime_ns; /* no program can set it back */
	uint64_t inode;
	uint64_t device;
	/*
	 * Any later change will show in the times, since the last change was
	 * long enough ago when this was read.  Equal states may differ in it.
	 */
	bool settled;
};

/* Reads the state of the file at path.  Returns 0, or -1 with a message. */
int file_state_read(struct file_state *, const char *path);

/* Fills a state from the result of stat(2). */
void file_state_from(struct file_state *, const struct stat *);

/* Says whether two paths name the same file. */
bool file_is(const char *path, const char *other);

/* Says whether a path is in a folder, or would be if it existed. */
bool file_is_within(const char *path, const char *folder);

/* Says whether two states are the same. */
bool file_state_equal(const struct file_state *, const struct file_state *);

#endif
