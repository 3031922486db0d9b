/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies what a consumer prints to the output: the consumer writes to a pipe,
 * and a thread of ours copies from there to the file.  In this way we notice a
 * write that fails even if the consumer ignores it, and no process can write to
 * the output once it is complete.  A copier lives from copier_start() to
 * copier_finish(), and must not be moved between them.
 */
#ifndef RUN_COPIER_H
#define RUN_COPIER_H

#include <pthread.h>

struct copier {
	pthread_t thread;
	int from;    /* the end of the pipe that is read */
	int to;      /* the output, which the caller closes */
	int stop[2]; /* a pipe that is closed when the thread is to end */
	int error;   /* errno with which copying failed; 0 for none */
};

/*
 * Starts to copy to the file open at to.  Returns the end of the pipe for the
 * consumer, which the caller closes, or -1 with a message.
 */
int copier_start(struct copier *, int to);

/*
 * Copies what was written so far and ends, even if other processes still have
 * the pipe open.  Returns 0, or the error of errno.h with which copying failed.
 */
int copier_finish(struct copier *);

#endif
