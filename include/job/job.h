/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A job: one range being decoded.  It ends with the range's out.txt whole and
 * on disk and its stamp made, or with neither; killed at any moment, it leaves
 * no output that is not complete and no stamp that is not true.
 */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include <stdbool.h>

struct jobserver;
struct words;

struct job {
	const char *dir;    /* the output folder */
	const char *folder; /* the range's, below it */
	const char *key;
	const struct words *command;
	const char *recording; /* that the command reads */
	const char *consumer;  /* --pipe-to; NULL for none */
	struct jobserver *jobserver; /* that ends it if need be, or NULL */
};

/*
 * Runs a job.  Returns 0, or -1 with a message.  The key is computed again and
 * must agree with the job's: a recording or a perf that changed since the plan
 * was made is refused.  A signal that ends jobs ends this process.
 */
int job_run(const struct job *);

#endif
