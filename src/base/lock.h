/* SPDX-License-Identifier: GPL-2.0-only */
/* Locks on files and folders, by flock(2), for which we wait only some time. */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include <stdbool.h>

/*
 * Locks a descriptor, how being LOCK_SH or LOCK_EX, and waits for other
 * processes ms milliseconds at most; *waited says whether it had to.  Returns
 * 0, or 1 where the file system has no locks, or -1 when others still hold the
 * lock; without a message.
 */
int lock_soon(int fd, int how, unsigned ms, bool *waited);

#endif
