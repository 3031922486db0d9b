/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that we start, and that end when we end, for whatever reason.  The
 * caller waits for each program that it starts.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <signal.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/words.h"

/* The ends of a pipe, as pipe(2) gives them. */
enum pipe_end { PIPE_READS, PIPE_WRITES };

/*
 * The descriptors of a program: its first three, and one that it inherits under
 * the same number, or -1.
 */
enum { CHILD_KEPT = 3, CHILD_FDS };

/* How a program is started otherwise than by its name and our environment. */
struct child_setting {
	const char *file; /* what is run, by PATH without a slash; the program
			   * knows itself by its first word */
	struct words environment; /* NAME=VALUE, added to ours */
};

/* In place of the number of a process group: the one that we are in. */
enum { CHILD_OUR_GROUP = -1 };

/*
 * Sets up signals so that this process learns how its children end, and gets an
 * error instead of a signal for a file that is too large.  Programs that it
 * starts have these signals as they were before.  Call it before anything else.
 */
void child_take_signals(void);

/*
 * Starts a program in a process group, or in a new one for 0.  The signals of
 * mask are blocked in it; NULL stands for those that are blocked here.  Returns
 * its process number, or -1 with a message.
 */
pid_t child_start(const struct words *, const sigset_t *mask, pid_t group,
    const int fd[CHILD_FDS]);

/* Does the same, with a setting, which may be NULL. */
pid_t child_start_with(const struct child_setting *, const struct words *,
    const sigset_t *mask, pid_t group, const int fd[CHILD_FDS]);

/* Waits for a child to end.  Returns its status as waitpid(2) gives it. */
int child_wait(pid_t child);

/*
 * Starts a program whose input is empty and whose messages are discarded.
 * Returns a stream with its output, for fclose(3), and its process number, for
 * child_wait(); or NULL with a message.
 */
FILE *child_read(const struct words *, pid_t *child);

/*
 * Asks for a signal when the parent of this process, whose number was parent,
 * is gone.  Call it after fork(2).
 */
void child_end_with_parent(int parent, int sig);

#endif
