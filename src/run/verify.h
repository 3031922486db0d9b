/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether the merged outputs are what the user's own command prints.  That
 * runs as a whole, as one more job beside the ranges, and both streams are
 * compared as they come: where an output is not there yet, the job waits for
 * it, and whoever runs the ranges tells it when it is.
 */
#ifndef RUN_VERIFY_H
#define RUN_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "merge/merge.h"

struct held_signals;
struct job_options;
struct jobserver;
struct words;

struct verification {
	const char *dir;              /* the output folder */
	const struct words *command;  /* the user's, as a whole */
	const struct job_options *job; /* of which it takes the consumer */

	bool started;
	pid_t process;   /* of the job, 0 when it does not run */
	int talk;        /* descriptor for poll(2); -1 for none */
	bool waiting;    /* for an output: it does not need its slot then */
	size_t output;   /* which, or MERGE_ALL */
	bool same;       /* that is what came of it, */
	uint64_t bytes;  /* and of how many */
};

/*
 * Starts the job, in a process that the caller waits for.  The jobserver is
 * the caller's.  The job restores the signals that the caller holds.
 * Returns 0, or -1 with a message.
 */
int verification_start(struct verification *, struct jobserver *,
    const struct held_signals *);

/* Takes in what the job has said, if anything; does not wait. */
void verification_listen(struct verification *);

/* Tells the job that what it waits for is there. */
void verification_go_on(struct verification *);

/* To be called when the process has ended, with its status of waitpid(2). */
void verification_end(struct verification *, int status);

#endif
