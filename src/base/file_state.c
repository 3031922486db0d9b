/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>

#include "base/file_state.h"
#include "base/nanosec.h"

int
file_state_read(struct file_state *state, const char *path)
{
	struct stat st;

	if (stat(path, &st)) {
		warn("cannot read %s", path);
		return -1;
	}
	file_state_from(state, &st);
	return 0;
}

void
file_state_from(struct file_state *state, const struct stat *st)
{
	state->size = st->st_size;
	state->mtime_ns =
	    st->st_mtim.tv_sec * NS_PER_SEC + st->st_mtim.tv_nsec;
	state->inode = st->st_ino;
}

bool
file_state_equal(const struct file_state *a, const struct file_state *b)
{
	return a->size == b->size && a->mtime_ns == b->mtime_ns &&
	    a->inode == b->inode;
}
