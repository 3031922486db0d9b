/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GNU make's jobserver, for programs that run jobs of their own: as a client of
 * the pool of the make above, or as a server with a pool for the makes below.
 * It needs nothing else of this project.
 *
 * A command that make starts may run one job: its implicit slot.  For every
 * further job at a time it takes a token from the pool just before it starts
 * the job, and releases the token as soon as a job has ended.  It waits in one
 * poll(2) for its jobs' ends and, while it has use for one, for a token; it
 * never waits for a token while nothing runs.
 *
 * Tokens are safe.  The very bytes that were taken go back, and when the client
 * is killed, a supervisor process ends its jobs and gives the tokens back.  The
 * supervisor is a child of the client: waitpid(-1) may return its number, which
 * is none of the jobs'.
 *
 * Only one thread at a time may use a value.  jobserver(3) has an example.
 * Sources: GNU make's manual, "Job Slots"; for what that leaves open, the
 * behaviour of make 4.3 and 4.4.1.
 */
#ifndef JOBSERVER_H
#define JOBSERVER_H

#include <sys/types.h>

#include <stdbool.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jobserver;

enum jobserver_kind {
	JOBSERVER_NONE,     /* no make above, or one without a limit */
	JOBSERVER_SERIAL,   /* make runs one job at a time */
	JOBSERVER_UNUSABLE, /* make has a pool, out of reach: one job, too */
	JOBSERVER_POOL,     /* there is a pool */
};

/* How makes below are told of a pool: GNU make's --jobserver-style. */
enum jobserver_style {
	JOBSERVER_PIPE, /* two descriptors; make 4.2 and later */
	JOBSERVER_FIFO, /* a path; make 4.4, ninja 1.13 and later */
};

/*
 * Opens the pool that makeflags names: the value of the environment variable
 * MAKEFLAGS, or NULL when it is not set.  Without MAKELEVEL in the environment
 * no make has started this process, and a -j without a pool is ignored.  This
 * takes no token and changes nothing that was inherited.  Returns a value of
 * any kind for jobserver_close(), or NULL with errno when there is no memory.
 */
struct jobserver *jobserver_open(const char *makeflags);

/*
 * Makes a pool for a number of jobs: one that this process runs without a
 * token, and a token for each of the others, or fewer if a pipe cannot hold as
 * many.  No file is left behind, however this process ends: a FIFO's path is
 * below /proc.  Returns a value for jobserver_close(), or NULL with errno.
 */
struct jobserver *jobserver_serve(unsigned jobs, enum jobserver_style);

/* Returns what kind of pool there is, if any. */
enum jobserver_kind jobserver_kind(const struct jobserver *);

/*
 * Returns 'n', 't' or 'q' when that option of make says to run nothing, but to
 * print the commands, to touch the targets or to tell whether they are up to
 * date; otherwise '\0'.
 */
char jobserver_dry_run(const struct jobserver *);

/*
 * Returns the load average of make's -l, at and above which only one job is to
 * run; 0 when there is no limit.
 */
double jobserver_load_limit(const struct jobserver *);

/*
 * Returns why a pool cannot be used, and what to do, as the end of a sentence;
 * "" when it can.  The text belongs to the value.
 */
const char *jobserver_reason(const struct jobserver *);

/* Writes lines that say what the pool is, how it is open and what is in it. */
void jobserver_explain(const struct jobserver *, FILE *);

/*
 * Returns a descriptor for poll(2), which the value owns: when it can be read,
 * jobserver_acquire() may succeed.  Returns -1, which poll ignores, when there
 * is no pool.
 */
int jobserver_fd(const struct jobserver *);

/*
 * Takes a token if there is one, without waiting.  Returns 1 when it did, 0
 * when there was none, or -1 when there will be none any more;
 * jobserver_reason() then says why.
 */
int jobserver_acquire(struct jobserver *);

/* Gives back one of the tokens that this process holds. */
void jobserver_release(struct jobserver *);

/* Returns how many tokens this process holds. */
unsigned jobserver_held(const struct jobserver *);

/* Returns how many tokens are in the pool now, -1 if that is unknown. */
int jobserver_available(const struct jobserver *);

/* Returns how many tokens the pool has in all, -1 if that is unknown. */
int jobserver_total(const struct jobserver *);

/*
 * Starts the supervisor, which otherwise starts with the first token; for a
 * client whose children call jobserver_protect().  Returns 0, or -1 with errno.
 */
int jobserver_supervise(struct jobserver *);

/*
 * Has the supervisor end a process group when the client is killed.  The client
 * or a child of it may call this.  Returns 0, or -1 with errno, which is ENOSPC
 * when too many groups are protected.
 */
int jobserver_protect(struct jobserver *, pid_t group);

/*
 * Ends the protection of a group; call it before another group can have the
 * same number.  Returns whether the group was protected.
 */
bool jobserver_unprotect(struct jobserver *, pid_t group);

/*
 * Kills the groups that a child of the client protected and left behind.  Call
 * it after waiting for the child.
 */
void jobserver_bury(struct jobserver *, pid_t child);

/*
 * Makes a child let go of the pool; call it in every child after fork(2).  A
 * pool that jobserver_serve() made stays open for programs that the child
 * executes, and MAKEFLAGS, in the environment, is set to name it.
 */
void jobserver_enter_child(struct jobserver *);

/*
 * Gives back all tokens, ends the supervisor and frees the value, which may be
 * NULL.  Returns how many tokens are missing from a pool of jobserver_serve(),
 * since somebody below kept them; negative when there are too many.
 */
int jobserver_close(struct jobserver *);

#ifdef __cplusplus
}
#endif

#endif
