/* SPDX-License-Identifier: GPL-2.0-only */
/* The processors and the memory that this process may use. */
#ifndef BASE_RESOURCES_H
#define BASE_RESOURCES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Returns how many processors this process may use: those of its affinity, but
 * no more than the quota of its control groups, rounded up.  At least 1.
 */
size_t processors_usable(void);

/*
 * Returns how many processors the quotas of control groups allow, rounded up, 0
 * for no limit.  membership is a file like /proc/self/cgroup, mount a folder
 * like /sys/fs/cgroup; versions 1 and 2 are known.  Source: cgroups(7), and the
 * kernel's cgroup-v2.rst and sched-bwc.rst.
 */
size_t processors_by_quota(const char *membership, const char *mount);

/*
 * Returns how many bytes of memory are available: by the kernel, but no more
 * than the limits of our control groups; 0 when neither is known.  Source:
 * proc(5), and as above.
 */
uint64_t memory_usable(void);

/*
 * Returns the lowest limit of memory in bytes, 0 for none.  Parameters and
 * source are as above.
 */
uint64_t memory_by_quota(const char *membership, const char *mount);

#endif
