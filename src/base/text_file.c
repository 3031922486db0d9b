/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/outfile.h"
#include "base/text_file.h"

char *
text_file_read(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (!f)
		return NULL;
	/* Our files contain no NUL, so this reads all of it. */
	if (getdelim(&text, &room, '\0', f) < 0) {
		free(text);
		text = xstrdup("");
	}
	fclose(f);
	return text;
}

/* Says whether a file contains this text. */
static bool
holds(const char *path, const char *text)
{
	char *old = text_file_read(path);
	bool same = old && !strcmp(old, text);

	free(old);
	return same;
}

int
text_file_write(const char *path, const char *text, bool durable)
{
	enum { TRIES = 20 };
	const struct timespec pause = { .tv_nsec = 10000000 };
	struct outfile out;
	int status;

	/* Without locks, jobs collide that write the same file at a time. */
	for (int i = 0; i < TRIES && !holds(path, text); i++) {
		if (i)
			nanosleep(&pause, NULL);
		if (outfile_open(&out, path))
			return -1;
		fputs(text, out.stream);
		status = i + 1 < TRIES ? outfile_try_commit(&out, durable) :
					 outfile_commit(&out, durable);
		if (status <= 0)
			return status;
		outfile_release(&out);
	}
	return 0;
}

int
text_file_remove(const char *path)
{
	if (!unlink(path) || errno == ENOENT)
		return 0;
	warn("cannot remove %s", path);
	return -1;
}
