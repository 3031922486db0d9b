/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A job decodes one range.  It ends with out.txt complete and on disk and the
 * stamp made, or with neither.  Killed at any moment, it leaves no stamp that
 * is wrong and no output that seems complete.
 */
#ifndef RUN_JOB_H
#define RUN_JOB_H

#include "base/digest.h"
#include "slice/contents.h"

struct job_options;
struct jobserver;
struct perf_command;

struct job {
	const char *dir;    /* the output folder */
	const char *folder; /* the range's, below it */
	const char *key;
	struct contents_range samples; /* that the range has, or others, too */
	struct digest contents; /* that the key holds for, in */
	struct digest digest;   /* a recording with this one */
	const struct perf_command *command;
	const struct job_options *options;
	struct jobserver *jobserver; /* that ends it if need be, or NULL */
	int decoded; /* is told our number (a pid_t) when all that is left is
	              * to wait for the disk; -1 when nobody wants to know */
};

/*
 * Runs a job.  Returns 0, or -1 with a message.  It refuses to run when the
 * digest of the recording or the key, computed again, differs: something has
 * changed since the plan was made.  A signal that ends jobs ends this process.
 */
int job_run(const struct job *);

#endif
