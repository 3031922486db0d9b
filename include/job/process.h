/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Running one range's processes: perf, and the consumer of its output if
 * there is one.  Both are a process group of their own, so that they end
 * together; nobody waits for them but here.
 */
#ifndef JOB_PROCESS_H
#define JOB_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct jobserver;
struct words;

struct pipeline {
	const struct words *perf;
	const struct words *consumer; /* NULL for none */
	int out; /* descriptor that takes the output */
	int err; /* descriptor that takes what both print besides */
	int slice; /* descriptor that perf reads from; -1 for none */
	struct jobserver *jobserver; /* that protects them; NULL for none */
};

struct outcome {
	int perf;     /* as of waitpid(2) */
	int consumer; /* likewise; 0 when there is none */
	int signal;   /* that ended it from outside, 0 for none */
};

/*
 * The signals that end us: those of them that are not ignored are blocked
 * from here on, and are waited for in pipeline_run().
 */
void process_hold_signals(sigset_t *held);

/*
 * Runs the processes to their end.  When one of the held signals comes, ends
 * them first.  Returns 0, or -1 with a message when one could not be started.
 */
int pipeline_run(
    const struct pipeline *, const sigset_t *held, struct outcome *);

/* A process that reads what is written into a stream. */
struct reader {
	FILE *stream;
	pid_t process;
};

/*
 * Starts a program whose standard output is out, and whose standard input is
 * the stream.  Returns 0, or -1 with a message.
 */
int reader_start(struct reader *, const struct words *, int out);

/*
 * Closes the stream and waits for the program, whose name is for messages.
 * Returns 0 when it ended well, or -1 with a message.
 */
int reader_finish(struct reader *, const char *name);

/* Ends this process by a signal that was held. */
_Noreturn void process_die_of(int sig);

#endif
