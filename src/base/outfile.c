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

/* Says whether path is still the file that is open at fd. */
static bool
is_still(const char *path, int fd)
{
	struct stat there, here;

	return !stat(path, &there) && !fstat(fd, &here) &&
	    there.st_ino == here.st_ino && there.st_dev == here.st_dev;
}

/*
 * Locks a file until this process closes it; its children do not share that.
 * Says whether there are locks: on NFS and Lustre there may be none.
 */
static bool
lock(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int status;

	do
		status = fcntl(fd, F_SETLKW, &whole);
	while (status && errno == EINTR);
	return !status;
}

/*
 * Waits for whoever writes the temporary file.  If it is still there then, it
 * was left by a process that was killed, and is removed: something that one
 * started might write to it still.
 */
static int
wait_for_other(const char *part)
{
	int fd = open(part, O_WRONLY | O_CLOEXEC), status;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	/* Without locks it looks like a leftover; its writer notices that. */
	lock(fd);
	status = is_still(part, fd) && unlink(part) && errno != ENOENT ? -1 : 0;
	close(fd);
	return status;
}

/* Opens a new temporary file of that name, which others wait for. */
static FILE *
open_new(const char *part, bool *unlocked)
{
	int fd;

	for (;;) {
		fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 && (errno != EEXIST || wait_for_other(part)))
			return NULL;
		if (fd < 0)
			continue;
		*unlocked = !lock(fd);
		if (is_still(part, fd))
			return fdopen(fd, "w");
		close(fd); /* taken for a leftover before it was locked */
	}
}

/*
 * Returns where a file is to be put, for free(3): behind symbolic links, which
 * stay.  Refuses what is there and is no file, a device or a pipe for example,
 * and links that lead nowhere, with NULL and a message.
 */
static char *
place_of(const char *path)
{
	char *target = realpath(path, NULL);
	struct stat st;

	/* Another process may have put it there since. */
	if (!target && (lstat(path, &st) || S_ISREG(st.st_mode)))
		return xstrdup(path);
	if (target && !stat(target, &st) && S_ISREG(st.st_mode))
		return target;
	if (stat(path, &st))
		warnx("cannot write %s: it is a link that leads nowhere; "
		      "remove it", path);
	else
		warnx("cannot write %s: it is there and is no regular file",
		    path);
	free(target);
	return NULL;
}

int
outfile_open(struct outfile *o, const char *path)
{
	o->stream = NULL;
	o->path = place_of(path);
	if (!o->path)
		return -1;
	o->part = xasprintf("%s.part", o->path);
	o->stream = open_new(o->part, &o->unlocked);
	if (o->stream)
		return 0;
	warn("cannot write %s", o->part);
	free(o->path);
	free(o->part);
	return -1;
}

int
outfile_check(const char *path)
{
	char *place = place_of(path), *slash = place ? strrchr(place, '/') : 0;
	int status = -1;

	if (!place)
		return -1;
	if (slash)
		slash[slash == place] = '\0';
	status = access(slash ? place : ".", W_OK | X_OK);
	if (status)
		warn("cannot write %s", path);
	free(place);
	return status;
}

/*
 * Syncs an open file or folder to disk.  It is no error when the file system
 * does not support that, as some do not for folders.
 */
static int
sync_open(int fd, bool is_folder)
{
	int status = fsync(fd);

	if (status && (errno == EINVAL || errno == ENOTSUP ||
			  errno == ENOSYS || (is_folder && errno == EBADF)))
		status = 0;
	return status;
}

int
outfile_try_commit(struct outfile *o, bool durable)
{
	int status = 0;

	if (fflush(o->stream) || ferror(o->stream) ||
	    (durable && sync_open(fileno(o->stream), false))) {
		warn("cannot write %s", o->part);
		status = -1;
	} else if (o->unlocked && !is_still(o->part, fileno(o->stream))) {
		status = 1;
	} else if (rename(o->part, o->path)) {
		status = o->unlocked && errno == ENOENT ? 1 : -1;
		if (status < 0)
			warn("cannot rename %s to %s, as a file system must be "
			     "able to that has what perf-parallel writes",
			    o->part, o->path);
	}
	if (status < 0)
		unlink(o->part);
	/* Closed last, for that gives up the lock. */
	if (fclose(o->stream) && !status) {
		warn("cannot write %s", o->path);
		unlink(o->path);
		status = -1;
	}
	o->stream = NULL;
	if (status <= 0)
		outfile_release(o);
	return status;
}

int
outfile_commit(struct outfile *o, bool durable)
{
	int status = outfile_try_commit(o, durable);

	if (status <= 0)
		return status;
	warnx("%s is written by another process, too, and cannot be locked "
	      "here; see that only one does", o->path);
	outfile_release(o);
	return -1;
}

void
outfile_release(struct outfile *o)
{
	free(o->path);
	free(o->part);
}

void
outfile_abandon(struct outfile *o)
{
	if (!o->stream)
		return;
	if (!o->unlocked || is_still(o->part, fileno(o->stream)))
		unlink(o->part);
	fclose(o->stream);
	o->stream = NULL;
	free(o->path);
	free(o->part);
}

int
folder_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int status = fd < 0 ? -1 : sync_open(fd, true);

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
