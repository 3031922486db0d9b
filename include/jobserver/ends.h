/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two ends of a pool of job tokens, open for this process alone: what was
 * inherited is opened again, so that no flag of ours is seen by others, who
 * share the inherited descriptions.  Both are non-blocking.
 */
#ifndef JOBSERVER_ENDS_H
#define JOBSERVER_ENDS_H

struct ends {
	int read_fd;
	int write_fd;
};

/* No ends. */
#define ENDS_CLOSED ((struct ends){ -1, -1 })

/*
 * Opens a pool by the descriptors that MAKEFLAGS names, once these are seen to
 * be the two ends of one pipe, open here.  Returns 0, or -1 with the reason for
 * free(3), which is NULL when there is no memory.
 */
int ends_open_pipe(struct ends *, int read_fd, int write_fd, char **reason);

/* Opens a pool by the path that MAKEFLAGS names; likewise. */
int ends_open_fifo(struct ends *, const char *path, char **reason);

/*
 * Uses a new pipe as a pool for this process alone, and makes it non-blocking,
 * which other processes could not share.  Returns 0, or -1 with errno set.
 */
int ends_keep_pipe(struct ends *, int read_fd, int write_fd);

void ends_close(struct ends *);

/* Returns how many tokens are in a pool, or -1 if that cannot be told. */
int ends_count(const struct ends *);

#endif
