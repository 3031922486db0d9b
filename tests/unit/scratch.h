/* SPDX-License-Identifier: GPL-2.0-only */
/* A folder of a test's own, and the files in it.  Failures end the test. */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include <sys/stat.h>

#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char scratch[PATH_MAX]; /* the folder, without a slash at its end */

static inline int
scratch_make(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(scratch, sizeof scratch, "%s/perf-parallel-XXXXXX",
	    tmp ? tmp : "/tmp");
	return mkdtemp(scratch) ? 0 : -1;
}

static inline int
scratch_unlink(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st;
	(void)type;
	(void)f;
	return remove(path);
}

static inline int
scratch_remove(void **state)
{
	(void)state;
	return nftw(scratch, scratch_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

/* Returns the path of a name in the folder; the next call but three ends it. */
static inline const char *
in_scratch(const char *name)
{
	static char path[4][2 * PATH_MAX];
	static unsigned turn;
	char *p = path[turn++ % 4];

	snprintf(p, sizeof *path, "%s/%s", scratch, name);
	return p;
}

static inline bool
is_in_scratch(const char *name)
{
	struct stat st;

	return !lstat(in_scratch(name), &st);
}

/* Writes a file, and makes the folders above it. */
static inline void
scratch_write(const char *name, const char *text)
{
	char *path = strdup(in_scratch(name));
	FILE *f;

	for (char *s = path + strlen(scratch) + 1; (s = strchr(s, '/')); s++) {
		*s = '\0';
		mkdir(path, 0777);
		*s = '/';
	}
	f = fopen(path, "we");
	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
	free(path);
}

/* Returns the contents of a file, for free(3). */
static inline char *
scratch_read(const char *name)
{
	FILE *f = fopen(in_scratch(name), "re");
	char *text = NULL;
	size_t room = 0;

	if (!f)
		return strdup("");
	if (getdelim(&text, &room, '\0', f) < 0)
		*(text = realloc(text, 1)) = '\0';
	fclose(f);
	return text;
}

#endif
