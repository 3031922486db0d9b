/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a range has no output: how its processes ended, which line of what they
 * printed says why, and whether there was room for what they wrote.
 */
#ifndef JOB_FAILURE_H
#define JOB_FAILURE_H

struct job;
struct range;

/*
 * Prints that a process of a job, named by what, did not end well, and how.
 * status is as of waitpid(2); out
 * is the open output.
 */
void failure_report(
    const struct job *, const char *what, int status, int out);

/* Prints that an output could not be written, by an error of errno.h. */
void failure_no_room(
    const struct job *, const char *what, int error, int out);

/*
 * Sees that more could be written to an output: a program that ended well may
 * have taken no notice of a write that failed.  Returns 0, or -1 with a message.
 * This takes less than a tenth of a millisecond.
 */
int failure_check_room(const struct job *, const char *what, int out);

/*
 * Says that the job of a range was killed, by the kernel for lack of memory for
 * example, and logs it in the output folder dir; it could not do so itself.
 * Signals that ask it to end it logs itself.
 */
void failure_tell_killed(const char *dir, const struct range *, int sig);

#endif
