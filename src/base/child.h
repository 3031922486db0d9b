/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program that is started, and that is gone when we are, however we ended.
 * Whoever starts one waits for it.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <signal.h>
#include <stdio.h>
#include <sys/types.h>

struct words;

/* The ends of a pipe, as pipe(2) gives them. */
enum pipe_end { PIPE_READS, PIPE_WRITES };

/* What a program gets: its first three, and one that it has as it is or -1. */
enum { CHILD_KEPT = 3, CHILD_FDS };

/* Instead of the number of a process group: the one that we are in. */
enum { CHILD_OUR_GROUP = -1 };

/*
 * Has this process learn how its children end, and get an error for a file that
 * is too large.  What it starts has such signals as they were before.  To be
 * called first.
 */
void child_take_signals(void);

/*
 * Starts a program in process group group, 0 for a new one, with the signals of
 * mask blocked, or of NULL those that are blocked here.  Returns its number, or
 * -1 with a message.
 */
pid_t child_start(const struct words *, const sigset_t *mask, pid_t group,
    const int fd[CHILD_FDS]);

/* Waits for a child to end and returns its status, as of waitpid(2). */
int child_wait(pid_t child);

/*
 * Starts a program of which only the output is wanted: it reads nothing, and
 * its messages go nowhere.  Returns a stream of what it prints, for fclose(3),
 * and its number, for child_wait(); or NULL with a message.
 */
FILE *child_read(const struct words *, pid_t *child);

/*
 * Has this process get a signal when its parent, which was parent, is gone.
 * To be called after fork(2).
 */
void child_end_with_parent(int parent, int sig);

#endif
