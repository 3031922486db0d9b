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
 * Locks a file until this process closes it; its children do not hold the lock.
 * Returns whether there are locks: NFS and Lustre may have none.
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
 * Waits for the process that writes the temporary file.  If the file still
 * exists then, that process was killed, and the file is removed: a child of
 * that process might still write to it.
 */
static int
wait_for_other(const char *part)
{
	int fd = open(part, O_WRONLY | O_CLOEXEC), status;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	/*
	 * Without locks the file looks like a leftover; its writer notices
	 * that.
	 */
	lock(fd);
	status = is_still(part, fd) && unlink(part) && errno != ENOENT ? -1 : 0;
	close(fd);
	return status;
}

/* Opens a new temporary file, for which other processes wait. */
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
		close(fd); /* removed as a leftover before we locked it */
	}
}

/*
 * Returns the path at which to put a file, for free(3), with symbolic links
 * resolved, so that they stay.  Returns NULL with a message for links that lead
 * nowhere and for what exists and is no file, such as a device or a pipe.
 */
static char *
place_of(const char *path)
{
	char *target = realpath(path, NULL);
	struct stat st;

	/* Another process may have put a file there meanwhile. */
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
 * does not support that; some do not for folders.
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
			warn("cannot rename %s to %s; write to a file system "
			     "that can rename files", o->part, o->path);
	}
	if (status < 0)
		unlink(o->part);
	/* Closing it releases the lock, so it comes last. */
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
	warnx("another process writes %s, too, and files cannot be locked "
	      "here; have only one write it", o->path);
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
