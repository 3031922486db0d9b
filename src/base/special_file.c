/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/special_file.h"

enum { NO_DESCRIPTOR = -1, DESCRIPTOR_DIGITS = 4 };

/* Returns the descriptor that a path names, or NO_DESCRIPTOR. */
static int
descriptor_of(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	int fd = 0;

	if (!strcmp(path, "/dev/stdout"))
		return STDOUT_FILENO;
	if (!strcmp(path, "/dev/stderr"))
		return STDERR_FILENO;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		const char *at = path + strlen(folders[i]);

		if (strncmp(path, folders[i], strlen(folders[i])) || !*at ||
		    strlen(at) > DESCRIPTOR_DIGITS ||
		    at[strspn(at, "0123456789")])
			continue;
		while (*at)
			fd = 10 * fd + (*at++ - '0');
		return fd;
	}
	return NO_DESCRIPTOR;
}

bool
special_file_is(const char *path)
{
	struct stat st;

	return descriptor_of(path) != NO_DESCRIPTOR || (!stat(path, &st) &&
		(S_ISCHR(st.st_mode) || S_ISFIFO(st.st_mode)));
}

bool
special_file_is_stdout(const char *path)
{
	return !strcmp(path, "-") || descriptor_of(path) == STDOUT_FILENO;
}

/*
 * Says whether a descriptor was inherited: those that we open ourselves are
 * close-on-exec.
 */
static bool
is_inherited(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	if (flags >= 0 && (flags & FD_CLOEXEC) && fd > STDERR_FILENO)
		errno = EBADF;
	return flags >= 0 && (fd <= STDERR_FILENO || !(flags & FD_CLOEXEC));
}

int
special_file_check(const char *path)
{
	int fd = descriptor_of(path);

	if (fd == NO_DESCRIPTOR ? !access(path, W_OK) : is_inherited(fd))
		return 0;
	warn("cannot write %s", path);
	return -1;
}

FILE *
special_file_open(const char *path)
{
	int fd = descriptor_of(path);
	FILE *stream = NULL;

	/* A duplicate shares the offset, so that output is appended. */
	if (fd == NO_DESCRIPTOR)
		fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	else
		fd = is_inherited(fd) ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
	if (fd >= 0)
		stream = fdopen(fd, "w");
	if (stream)
		return stream;
	warn("cannot write %s", path);
	if (fd >= 0)
		close(fd);
	return NULL;
}
