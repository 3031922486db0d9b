/* SPDX-License-Identifier: GPL-2.0-only */
/* Locks on files and folders, as of flock(2), that others may hold for long. */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include <stdbool.h>

/*
 * Locks a descriptor, shared or exclusively as how says (LOCK_SH, LOCK_EX),
 * and waits for others so many milliseconds at most; waited says whether it
 * had to.  Returns 0, 1 where there are no locks, or -1 when others hold it.
 */
int lock_soon(int fd, int how, unsigned ms, bool *waited);

#endif
