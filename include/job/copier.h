/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a consumer prints, on its way to the output: the consumer writes to a
 * pipe, and a thread of ours from there to the file.  So a write that fails is
 * known to us, whatever the consumer makes of one, and nothing can write to the
 * output once it is complete.
 */
#ifndef JOB_COPIER_H
#define JOB_COPIER_H

#include <pthread.h>

struct copier {
	pthread_t thread;
	int from;  /* where the pipe is read */
	int to;    /* the output, which is not ours to close */
	int enough[2]; /* a pipe that is closed when all was written */
	int error; /* of errno.h, with which writing failed; 0 for none */
};

/*
 * Starts to copy to a file.  Returns the end of the pipe to write to, for
 * close(2), or -1 with a message.
 */
int copier_start(struct copier *, int to);

/*
 * Ends once all that was written so far is copied: others may have the pipe
 * open still.  Returns 0, or the error of errno.h with which writing failed.
 */
int copier_finish(struct copier *);

#endif
