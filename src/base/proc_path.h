/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A path in /proc by which other processes open a descriptor of ours, also
 * those to which a wrapper around perf has closed all descriptors.
 */
#ifndef BASE_PROC_PATH_H
#define BASE_PROC_PATH_H

/*
 * Returns the path of a descriptor, for free(3); NULL when it is negative or
 * there is no such path: without /proc, or with that of other processes.
 */
char *proc_path(int fd);

#endif
