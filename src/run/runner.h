/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Running all ranges of a plan, several at a time, without make: the heaviest
 * first, and only those whose stamps are missing.  Each is a job in a process
 * of its own; none outlives this one, nor the make that started it.
 */
#ifndef RUN_RUNNER_H
#define RUN_RUNNER_H

#include <stdbool.h>
#include <stddef.h>

struct job_options;
struct plan;
struct pool;
struct verification;

struct runner_options {
	const char *dir;       /* the output folder */
	const struct job_options *job;
	struct pool *pool;     /* how many at a time */
	struct verification *verification; /* beside them, see verify.h */
	bool keep_going;       /* after a failure, run the others */
	bool progress;         /* show it on standard error */
	bool verbose;          /* name each job */
};

/* What a run found and did. */
struct runner_account {
	size_t before;  /* ranges that were done already */
	size_t done;    /* ranges that this run did */
	double seconds; /* that passed while it was not stopped */
};

/*
 * Runs the missing ranges.  When one fails no more are started, but those that
 * run come to their end.  Returns 0 when every range is done, or -1 with a
 * message; a verification prints its own result.  The account is filled in in
 * both cases.  A signal that ends it ends its jobs first, then this process.
 */
int runner_run(const struct plan *, const struct runner_options *,
    struct runner_account *);

#endif
