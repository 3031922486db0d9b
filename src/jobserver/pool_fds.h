/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two ends of a pool of job tokens, open for this process alone.  What was
 * inherited is opened again, since the flags of an inherited description are
 * shared with other processes.  Both ends are non-blocking.
 */
#ifndef JOBSERVER_POOL_FDS_H
#define JOBSERVER_POOL_FDS_H

struct pool_fds {
	int read_fd;
	int write_fd;
};

/* Neither end is open. */
#define POOL_FDS_CLOSED ((struct pool_fds){ -1, -1 })

/*
 * Opens a pool by the descriptors that MAKEFLAGS names, after checking that
 * they are the two ends of one pipe.  Returns 0, or -1 with the reason for
 * free(3), which is NULL when there is no memory.
 */
int pool_fds_open_pipe(
    struct pool_fds *, int read_fd, int write_fd, char **reason);

/* Opens a pool by the path that MAKEFLAGS names.  Returns as above. */
int pool_fds_open_fifo(struct pool_fds *, const char *path, char **reason);

/*
 * Keeps the ends of a new pipe as a pool for this process alone, and makes them
 * non-blocking, which other processes could not share.  Returns 0, or -1 with
 * errno.
 */
int pool_fds_keep_pipe(struct pool_fds *, int read_fd, int write_fd);

void pool_fds_close(struct pool_fds *);

/* Returns how many tokens are in a pool, or -1 if that is unknown. */
int pool_fds_count(const struct pool_fds *);

#endif
