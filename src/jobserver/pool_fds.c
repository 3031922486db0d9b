/* SPDX-License-Identifier: BSD-2-Clause */
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "jobserver/makeflags.h"
#include "jobserver/pool_fds.h"


/* Sets the reason, which is NULL without memory. */
static int __attribute__((format(printf, 2, 3)))
because(char **reason, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(reason, format, arguments) < 0)
		*reason = NULL;
	va_end(arguments);
	return -1;
}

/* Returns what to do about a pool that cannot be used, for messages. */
static const char *
remedy(void)
{
	return makeflags_below_make() ? MAKEFLAGS_PLUS : MAKEFLAGS_UNSET;
}

/* Checks that a descriptor is a pipe that is open in this way. */
static int
check_pipe(int fd, int mode, struct stat *st, char **reason)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fstat(fd, st))
		return because(reason, "descriptor %d, which MAKEFLAGS names, "
		    "is closed here: %s", fd, remedy());
	if (!S_ISFIFO(st->st_mode))
		return because(reason, "descriptor %d, which MAKEFLAGS names, "
		    "is not make's pipe but another file: %s", fd,
		    remedy());
	if ((flags & O_ACCMODE) != mode && (flags & O_ACCMODE) != O_RDWR)
		return because(reason, "descriptor %d, which MAKEFLAGS names, "
		    "is not open for %s: %s", fd,
		    mode == O_RDONLY ? "reading" : "writing", remedy());
	return 0;
}

/* Opens the file of a descriptor again. */
static int
reopen(int fd, int mode)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return open(path, mode | O_NONBLOCK | O_CLOEXEC);
}

int
pool_fds_open_pipe(struct pool_fds *e, int read_fd, int write_fd, char **reason)
{
	struct stat r, w;

	*e = POOL_FDS_CLOSED;
	if (check_pipe(read_fd, O_RDONLY, &r, reason) ||
	    check_pipe(write_fd, O_WRONLY, &w, reason))
		return -1;
	if (r.st_dev != w.st_dev || r.st_ino != w.st_ino)
		return because(reason, "descriptors %d and %d, which MAKEFLAGS "
		    "names, are of two pipes that have nothing to do with each "
		    "other: %s", read_fd, write_fd, remedy());
	e->read_fd = reopen(read_fd, O_RDONLY);
	e->write_fd = reopen(write_fd, O_WRONLY);
	if (e->read_fd >= 0 && e->write_fd >= 0)
		return 0;
	because(reason, "make's pipe cannot be opened again by /proc/self/fd: "
	    "%s%s", strerror(errno), errno == ENOENT ?
		"; mount /proc, or give make no -j" : "");
	pool_fds_close(e);
	return -1;
}

int
pool_fds_open_fifo(struct pool_fds *e, const char *path, char **reason)
{
	const int flags = O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	struct stat st;

	*e = POOL_FDS_CLOSED;
	if (stat(path, &st))
		return because(reason, "%s, which MAKEFLAGS names, cannot be "
		    "used: %s; start this by make, or unset MAKEFLAGS", path,
		    strerror(errno));
	if (!S_ISFIFO(st.st_mode) && !S_ISCHR(st.st_mode))
		return because(reason, "%s, which MAKEFLAGS names, is no FIFO; "
		    "start this by make, or unset MAKEFLAGS", path);
	/* The write end comes first, since it needs a reader. */
	e->write_fd = open(path, O_WRONLY | flags);
	if (e->write_fd < 0 && errno == ENXIO)
		return because(reason, "%s, which MAKEFLAGS names, is left of "
		    "a make that has ended; start this by make, or unset "
		    "MAKEFLAGS", path);
	if (e->write_fd >= 0)
		e->read_fd = open(path, O_RDONLY | flags);
	if (e->read_fd >= 0)
		return 0;
	because(reason, "%s, which MAKEFLAGS names, cannot be opened: %s; see "
	    "that this user may read and write it", path, strerror(errno));
	pool_fds_close(e);
	return -1;
}

int
pool_fds_keep_pipe(struct pool_fds *e, int read_fd, int write_fd)
{
	if (fcntl(read_fd, F_SETFL, O_NONBLOCK) ||
	    fcntl(write_fd, F_SETFL, O_NONBLOCK))
		return -1;
	*e = (struct pool_fds){ read_fd, write_fd };
	return 0;
}

void
pool_fds_close(struct pool_fds *e)
{
	if (e->read_fd >= 0)
		close(e->read_fd);
	if (e->write_fd >= 0)
		close(e->write_fd);
	*e = POOL_FDS_CLOSED;
}

int
pool_fds_count(const struct pool_fds *e)
{
	int tokens;

	return ioctl(e->read_fd, FIONREAD, &tokens) ? -1 : tokens;
}
