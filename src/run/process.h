/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs the processes of a range: perf, and the consumer of its output if there
 * is one.  They are a process group of their own, so that they end together;
 * only this module waits for them.
 */
#ifndef RUN_PROCESS_H
#define RUN_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct child_setting;
struct jobserver;
struct words;

struct pipeline {
	const struct words *perf;
	const struct child_setting *setting; /* of perf alone, or NULL */
	const struct words *consumer; /* NULL for none */
	int out; /* descriptor for the output */
	int err; /* descriptor for the messages of both */
	int slice; /* descriptor that perf reads from; -1 for none */
	struct jobserver *jobserver; /* which protects them */
};

struct outcome {
	int perf;     /* as of waitpid(2) */
	int consumer; /* the same; 0 when there is none */
	int signal;   /* signal that was to end us, 0 for none */
	bool unread;   /* the consumer ended first, and perf had no reader */
	int unwritten; /* errno if the output could not be written, or 0 */
};

/* Signals that are blocked and then waited for. */
struct held_signals {
	sigset_t held;
	sigset_t before; /* the mask to be restored */
};

/* Says whether a signal that can be held ends a process. */
bool process_is_ended_by(int sig);

/*
 * Blocks SIGCHLD and the signals that end, stop or continue us, unless they are
 * ignored, until process_restore_signals().
 */
void process_hold_signals(struct held_signals *);

/*
 * Restores the signal mask.  A child that is forked while signals are held
 * calls this too, so that what it runs does not inherit the blocked signals.
 */
void process_restore_signals(const struct held_signals *);

/* Says whether a signal that can be held stops a process. */
bool process_is_stop(int sig);

/* Stops this process by a signal that was held, until it is continued. */
void process_stop_by(int sig);

/*
 * Runs the processes to their end.  When a signal stops or continues this
 * process, they are stopped or continued, too; SIGSTOP cannot be caught.  When
 * a signal is to end this process, they are ended first, and outcome.signal
 * tells the caller to die of it.  Returns 0, or -1 with a message when one
 * could not be started.
 */
int pipeline_run(const struct pipeline *, struct outcome *);

/* Ends this process by a signal that was held. */
_Noreturn void process_die_of(int sig);

#endif
