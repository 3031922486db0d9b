/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many jobs may run now: by the tokens of make's pool, or of one that we
 * make for whatever our jobs start, by -j, and by make's load limit.  And what
 * came of it: how long we waited, how many ran.
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
	char dry_run;     /* 'n', 't', 'q' as make was told, or '\0' */
	size_t running;
	bool waiting;     /* there is a job to start, but no token */
	bool loaded;      /* there is one, but the load is too high */
	bool stopped;     /* jobs are ended, whatever they hold */

	uint64_t start_ns, last_ns; /* of the clock since boot */
	uint64_t waited_ns;
	uint64_t token_ns; /* time times tokens held */
	uint64_t job_ns;   /* time times jobs running */
	size_t jobs;       /* that ran */
	unsigned most_held;
	int low_water;     /* fewest tokens seen in the pool, -1 for none */
};

/*
 * Finds the pool of the make above, or makes one.  Returns 0, or -1 with a
 * message.
 */
int pool_open(struct pool *, const struct pool_options *);

/* Says on out what the pool is, and what follows from it. */
void pool_explain(const struct pool *, FILE *out);

/*
 * Starts the clock and the supervisor for so many jobs.  Prints a message when
 * the pool cannot be used, unless one job at a time was asked for or there is
 * only one job.  Returns 0, or -1 with a message.
 */
int pool_begin(struct pool *, size_t jobs);

/*
 * Enters one more job if it may start now, with a token if it needs one: the
 * first job has the slot of our own.  Says whether it may; if not, waiting and
 * loaded say what to wait for.
 */
bool pool_enter(struct pool *);

/* Notes that no job is to start now, so that tokens and load do not matter. */
void pool_want_nothing(struct pool *);

/*
 * Takes out a job that has ended, could not start, or waits for nothing but the
 * disk, and its token.
 */
void pool_leave(struct pool *);

/* Takes out a job that has nothing to do now, and is entered again later. */
void pool_rest(struct pool *);

/* To be called when no more jobs are entered, and those there are ended. */
void pool_stop(struct pool *);

/* Stops the clock, for a time in which all jobs are stopped. */
void pool_pause(struct pool *);

/* Starts the clock again. */
void pool_resume(struct pool *);

/* Returns the seconds from pool_begin() to the last change, without pauses. */
double pool_seconds(const struct pool *);

/* Returns how the pool was used, as words "NAME=VALUE", for free(3). */
char *pool_account(struct pool *);

/* Says so in a sentence. */
void pool_report(struct pool *, FILE *out);

/*
 * Gives everything back.  Says so when tokens of our own pool are missing, but
 * not when jobs were ended, which could not give them back.
 */
void pool_close(struct pool *);

#endif
