/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/outfile.h"

int
outfile_open(struct outfile *o, const char *path)
{
	o->path = xstrdup(path);
	o->part = xasprintf("%s.part", path);
	o->stream = fopen(o->part, "we");
	if (o->stream)
		return 0;
	warn("cannot write %s", o->part);
	free(o->path);
	free(o->part);
	return -1;
}

/* Flushes and closes the stream; returns -1 if anything was not written. */
static int
finish(struct outfile *o, bool durable)
{
	bool failed = fflush(o->stream) || ferror(o->stream) ||
	    (durable && fsync(fileno(o->stream)));

	if (fclose(o->stream))
		failed = true;
	o->stream = NULL;
	return failed ? -1 : 0;
}

int
outfile_commit(struct outfile *o, bool durable)
{
	int status = 0;

	if (finish(o, durable)) {
		warn("cannot write %s", o->part);
		status = -1;
	} else if (rename(o->part, o->path)) {
		warn("cannot rename %s to %s", o->part, o->path);
		status = -1;
	}
	if (status)
		unlink(o->part);
	free(o->path);
	free(o->part);
	return status;
}

void
outfile_abandon(struct outfile *o)
{
	if (!o->stream)
		return;
	fclose(o->stream);
	o->stream = NULL;
	unlink(o->part);
	free(o->path);
	free(o->part);
}

int
folder_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int status = fd < 0 ? -1 : fsync(fd);

	/* Some file systems cannot sync a folder and need not. */
	if (status && fd >= 0 && (errno == EINVAL || errno == ENOTSUP))
		status = 0;
	if (status)
		warn("cannot write folder %s to disk", path);
	if (fd >= 0)
		close(fd);
	return status;
}

int
folder_make(const char *path)
{
	char *copy = xstrdup(path);
	int status = 0;

	for (char *slash = copy; slash && !status;) {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST) {
			warn("cannot make folder %s", copy);
			status = -1;
		}
		if (slash)
			*slash = '/';
	}
	free(copy);
	return status;
}
