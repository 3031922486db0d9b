/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two ends of a pool of job tokens, open for this process alone: what was
 * inherited is opened again, so that no flag of ours is seen by others, who
 * share the inherited descriptions.  Both are non-blocking.
 */
#ifndef JOBSERVER_POOL_FDS_H
#define JOBSERVER_POOL_FDS_H

struct pool_fds {
	int read_fd;
	int write_fd;
};

/* Neither is open. */
#define POOL_FDS_CLOSED ((struct pool_fds){ -1, -1 })

/*
 * Opens a pool by the descriptors that MAKEFLAGS names, once these are seen to
 * be the two ends of one pipe, open here.  Returns 0, or -1 with the reason for
 * free(3), which is NULL when there is no memory.
 */
int pool_fds_open_pipe(
    struct pool_fds *, int read_fd, int write_fd, char **reason);

/* Opens a pool by the path that MAKEFLAGS names; likewise. */
int pool_fds_open_fifo(struct pool_fds *, const char *path, char **reason);

/*
 * Uses a new pipe as a pool for this process alone, and makes it non-blocking,
 * which other processes could not share.  Returns 0, or -1 with errno set.
 */
int pool_fds_keep_pipe(struct pool_fds *, int read_fd, int write_fd);

void pool_fds_close(struct pool_fds *);

/* Returns how many tokens are in a pool, or -1 if that cannot be told. */
int pool_fds_count(const struct pool_fds *);

#endif
