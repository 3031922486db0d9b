/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/file.h>

#include <errno.h>
#include <time.h>

#include "base/lock.h"

int
lock_soon(int fd, int how, unsigned ms, bool *waited)
{
	enum { STEP_MS = 50 };
	const struct timespec pause = { .tv_nsec = STEP_MS * 1000000 };

	for (unsigned passed = 0; passed < ms; passed += STEP_MS) {
		*waited = passed > 0;
		if (!flock(fd, how | LOCK_NB))
			return 0;
		/*
		 * On a network file system a signal can interrupt this; NFS and
		 * Lustre have their own errors for missing locks.
		 */
		if (errno != EWOULDBLOCK && errno != EINTR)
			return 1;
		nanosleep(&pause, NULL);
	}
	return -1;
}
