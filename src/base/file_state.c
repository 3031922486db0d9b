/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/file_state.h"
#include "base/nanosec.h"

/* More than the resolution of the clock for the times of files. */
enum { CLOCK_STEP_NS = 20000000 };

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
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	state->size = st->st_size;
	state->mtime_ns = nanosec_of(st->st_mtim);
	state->ctime_ns = nanosec_of(st->st_ctim);
	state->inode = st->st_ino;
	state->device = st->st_dev;
	state->settled =
	    nanosec_of(now) >= state->ctime_ns + CLOCK_STEP_NS;
}

bool
file_is(const char *path, const char *other)
{
	struct stat a, b;

	return !stat(path, &a) && !stat(other, &b) && a.st_dev == b.st_dev &&
	    a.st_ino == b.st_ino;
}

bool
file_is_within(const char *path, const char *folder)
{
	char *above = xstrdup(path), *slash, real[PATH_MAX], tree[PATH_MAX];
	const char *at = path, *top = folder;
	size_t len;

	/* Neither need exist; a path that does not exist has no links in it. */
	if (realpath(folder, tree)) {
		top = tree;
		at = realpath(above, real);
		while (!at && (slash = strrchr(above, '/')) && slash > above) {
			*slash = '\0';
			at = realpath(above, real);
		}
		if (!at)
			at = realpath(*path == '/' ? "/" : ".", real);
	}
	free(above);
	len = strlen(top);
	return at && !strncmp(at, top, len) &&
	    (!at[len] || at[len] == '/' || len == 1);
}

bool
file_state_equal(const struct file_state *a, const struct file_state *b)
{
	return a->size == b->size && a->mtime_ns == b->mtime_ns &&
	    a->ctime_ns == b->ctime_ns && a->inode == b->inode &&
	    a->device == b->device;
}
