/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decides how many jobs may run now: by the tokens of make's pool, or of one
 * that we make for what our jobs start, by -j, and by make's load limit.  It
 * also measures how long we waited and how many jobs ran.
 */
#ifndef RUN_POOL_H
#define RUN_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "jobserver.h"

struct pool_options {
	size_t jobs;      /* -j; 0 when it was not given */
	enum jobserver_style style; /* of a pool of our own */
};

struct pool {
	struct jobserver *jobserver;
	size_t limit;     /* jobs at a time, whatever the tokens */
	size_t asked;     /* -j, 0 when it was not given */
	double load_limit; /* 0 for none */
	char dry_run;     /* 'n', 't' or 'q' of make above, or '\0' */
	size_t running;
	bool waiting;     /* a job could start, but there is no token */
	bool loaded;      /* a job could start, but the load is too high */
	bool stopped;     /* jobs are being ended, with their tokens */

	uint64_t start_ns, last_ns; /* of the clock since boot */
	uint64_t waited_ns;
	uint64_t token_ns; /* sum of the times for which tokens were held */
	uint64_t job_ns;   /* sum of the times for which jobs ran */
	size_t jobs;       /* how many ran */
	unsigned most_held;
	int low_water;     /* fewest tokens seen in the pool, -1 for none */
};

/*
 * Finds the pool of the make above, or makes one.  Returns 0, or -1 with a
 * message.
 */
int pool_open(struct pool *, const struct pool_options *);

/* Prints what the pool is, and what follows from it. */
void pool_explain(const struct pool *, FILE *out);

/*
 * Starts the clock and the supervisor for a number of jobs.  Prints a message
 * when the pool cannot be used, unless there is only one job or one at a time
 * was asked for.  Returns 0, or -1 with a message.
 */
int pool_begin(struct pool *, size_t jobs);

/*
 * Adds a job if it may start now, with a token if it needs one: the first job
 * needs none.  Returns whether it may; if not, waiting and loaded say what to
 * wait for.
 */
bool pool_enter(struct pool *);

/* Notes that no job is to start now, so that tokens and load do not matter. */
void pool_want_nothing(struct pool *);

/*
 * Removes a job that has ended, could not start, or only waits for the disk,
 * and releases its token.
 */
void pool_leave(struct pool *);

/* Removes a job that has nothing to do now, and will be added again. */
void pool_rest(struct pool *);

/* Notes that no more jobs start, and that the running ones are being ended. */
void pool_stop(struct pool *);

/* Stops the clock, for a time in which all jobs are stopped. */
void pool_pause(struct pool *);

/* Starts the clock again. */
void pool_resume(struct pool *);

/* Returns the seconds from pool_begin() to the last change, without pauses. */
double pool_seconds(const struct pool *);

/* Returns how the pool was used, as words "NAME=VALUE", for free(3). */
char *pool_account(struct pool *);

/* Prints the same as a sentence. */
void pool_report(struct pool *, FILE *out);

/*
 * Releases everything.  Prints a message when tokens of our own pool are
 * missing, unless jobs were ended, which could not give them back.
 */
void pool_close(struct pool *);

#endif
