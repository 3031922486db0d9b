/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Verifies that the merged outputs are what the user's command prints.  That
 * command runs as one more job beside the ranges, and both streams are compared
 * while they come: where an output does not exist yet, the job waits, and the
 * runner tells it when the output is there.
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
	pid_t process;   /* number of the job, 0 when it does not run */
	int talk;        /* descriptor for poll(2); -1 for none */
	bool waiting;    /* waits for an output, so that it needs no slot */
	size_t output;   /* number of that output, or MERGE_ALL */
	bool same;       /* the result: whether they are the same, */
	uint64_t bytes;  /* and how many bytes they have */
};

/*
 * Starts the job in a process for which the caller waits, and restores there
 * the signals that the caller holds.  The jobserver remains the caller's.
 * Returns 0, or -1 with a message.
 */
int verification_start(struct verification *, struct jobserver *,
    const struct held_signals *);

/* Reads what the job has said, if anything, without waiting. */
void verification_listen(struct verification *);

/* Tells the job that the output for which it waits is there. */
void verification_go_on(struct verification *);

/* Notes that the process has ended, with its status of waitpid(2). */
void verification_end(struct verification *, int status);

#endif
