/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/proc_path.h"

char *
proc_path(int fd)
{
	char self[32], *path;
	struct stat there, here;
	ssize_t len = readlink("/proc/self", self, sizeof self - 1);

	if (fd < 0 || len < 0)
		return NULL;
	self[len] = '\0';
	path = xasprintf("/proc/%s/fd/%d", self, fd);
	if (!stat(path, &there) && !fstat(fd, &here) &&
	    there.st_ino == here.st_ino && there.st_dev == here.st_dev)
		return path;
	free(path);
	return NULL;
}
