/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs the jobs of all ranges of a plan without make, several at a time: only
 * those whose stamps are missing, the heaviest first.  Each job is a process of
 * its own; none outlives this one, nor the make that started it.
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
	const struct job_options *job; /* for each of them */
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
	double seconds; /* without those for which it was stopped */
};

/*
 * Runs the missing ranges.  When one fails no more are started, but those that
 * run are waited for.  Returns 0 when every range is done, or -1 with a
 * message; a verification prints its own result.  Fills the account in both
 * cases.  A signal that ends this process ends its jobs first.
 */
int runner_run(const struct plan *, const struct runner_options *,
    struct runner_account *);

#endif
