/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GNU make's jobserver, for programs that run jobs of their own: as a client
 * of the pool of the make above, or as a server with a pool for the makes
 * below.  It needs no other file of its project but its library.
 *
 * A command that make starts may run one job: that is its implicit slot.  For
 * every further job at a time it takes a token from the pool, just before it
 * starts the job, and releases it as soon as a job has ended.  A loop waits in
 * one poll(2) for a token, while it has use for one, and for its jobs' ends; it
 * never waits for a token while nothing runs.
 *
 * Tokens are safe.  The very bytes that were taken go back, and when the client
 * is killed outright, a supervisor process ends its jobs and gives the tokens
 * back.  The supervisor is a child of the client: a waitpid(-1) may return it,
 * as a number that is none of the jobs'.
 *
 * A value is used by one thread at a time.  jobserver(3) has an example.
 * Sources: GNU make's manual, "Job Slots"; for what that leaves open, make 4.3
 * and 4.4.1 as they behave.
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

/* How a pool is named to those below: GNU make's --jobserver-style. */
enum jobserver_style {
	JOBSERVER_PIPE, /* two descriptors; make 4.2 and later */
	JOBSERVER_FIFO, /* a path; make 4.4, ninja 1.13 and later */
};

/*
 * Opens the pool that makeflags names, the value of the environment variable
 * MAKEFLAGS or NULL when there is none.  Where MAKELEVEL is not set, no make
 * has started this process, and a -j without a pool is ignored.  No token is
 * taken from the pool, and what was inherited is not changed.  Returns a value
 * for jobserver_close(), of whatever kind, or NULL with errno when there is no
 * memory.
 */
struct jobserver *jobserver_open(const char *makeflags);

/*
 * Makes a pool for this many jobs: one is this process's own, for each of the
 * others there is a token.  If a pipe cannot hold as many there are fewer.  No
 * file is left behind, however this process ends: a FIFO's path is below
 * /proc.  Returns a value for jobserver_close(), or NULL with errno.
 */
struct jobserver *jobserver_serve(unsigned jobs, enum jobserver_style);

enum jobserver_kind jobserver_kind(const struct jobserver *);

/*
 * Returns 'n', 't' or 'q' when make was told to run nothing by that option: to
 * print what would be run, to touch it, to ask whether there is something to
 * do.  Else '\0'.
 */
char jobserver_dry_run(const struct jobserver *);

/*
 * Returns make's -l: the load average at and above which only one job is to
 * run; 0 for none.
 */
double jobserver_load_limit(const struct jobserver *);

/*
 * Returns why a pool cannot be used, and what to do, in words that make half a
 * sentence; or "".
 */
const char *jobserver_reason(const struct jobserver *);

/* Writes some lines on the pool: what it is, how it is open, what is in it. */
void jobserver_explain(const struct jobserver *, FILE *);

/*
 * Returns a descriptor for poll(2): when it can be read, it is worth trying to
 * acquire a token.  -1, which poll ignores, when there is no pool.
 */
int jobserver_fd(const struct jobserver *);

/*
 * Tries to take a token, without waiting.  Returns 1 when this process now
 * holds one more; 0 when there was none; or -1 when there will be none any
 * more, which jobserver_reason() explains.
 */
int jobserver_acquire(struct jobserver *);

/* Gives one of the tokens back that this process holds. */
void jobserver_release(struct jobserver *);

/* Returns how many tokens this process holds. */
unsigned jobserver_held(const struct jobserver *);

/* Returns how many tokens are in the pool now, -1 if that cannot be told. */
int jobserver_available(const struct jobserver *);

/*
 * Returns how many tokens the pool has in all, -1 if that cannot be told.
 */
int jobserver_total(const struct jobserver *);

/*
 * Starts the supervisor before the first token: for a client whose children
 * protect groups.  Returns 0, or -1 with errno.
 */
int jobserver_supervise(struct jobserver *);

/*
 * Has a process group ended with the client, should that be killed.  May be
 * called by the client, or by a child of it.  Returns 0, or -1 with errno,
 * which is ENOSPC when as many groups are protected as there is room for.
 */
int jobserver_protect(struct jobserver *, pid_t group);

/*
 * Ends that; to be called before the group's number can be another's.  Says
 * whether the group was protected.
 */
bool jobserver_unprotect(struct jobserver *, pid_t group);

/*
 * Kills the groups that a child protected and left behind; for a client that
 * has just waited for this child.
 */
void jobserver_bury(struct jobserver *, pid_t child);

/*
 * To be called in every child after fork(2): from here on it holds nothing of
 * the pool.  A pool that jobserver_serve() made is left open for programs that
 * the child executes, and MAKEFLAGS, in the environment, is set to say so.
 */
void jobserver_enter_child(struct jobserver *);

/*
 * Gives back all tokens, ends the supervisor and frees the value; NULL is
 * fine.  Returns how many tokens of a pool of its own are missing, which
 * somebody below has not given back; negative when there are too many.
 */
int jobserver_close(struct jobserver *);

#ifdef __cplusplus
}
#endif

#endif
