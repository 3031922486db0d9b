/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reports why a range has no output: how its processes ended, the most telling
 * line of their messages, and whether there was room for what they wrote.
 * Nothing is kept; "what" names the process that failed.
 */
#ifndef RUN_FAILURE_H
#define RUN_FAILURE_H

struct job;
struct range;

/*
 * Prints that a process of a job did not end well, and how.  status is as of
 * waitpid(2), out the open output.
 */
void failure_report(
    const struct job *, const char *what, int status, int out);

/* Prints that an output could not be written, with an error of errno.h. */
void failure_no_room(
    const struct job *, const char *what, int error, int out);

/*
 * Checks that more can be written to an output: a program that ended well may
 * have ignored a write that failed.  Returns 0, or -1 with a message.  This
 * takes less than a tenth of a millisecond.
 */
int failure_check_room(const struct job *, const char *what, int out);

/*
 * Prints that the job of a range was killed, for example by the kernel for lack
 * of memory, and adds it to the job log of the output folder dir.  A job that
 * was ended by a signal such as SIGTERM has logged that itself.
 */
void failure_tell_killed(const char *dir, const struct range *, int sig);

#endif
