/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a range has no output: how its processes ended, which line of what they
 * printed says why, and whether there was room for what they wrote.
 */
#ifndef JOB_FAILURE_H
#define JOB_FAILURE_H

struct job;

/*
 * Prints that a process of a job, named by what, did not end well, and how.
 * status is as of waitpid(2); out
 * is the open output.
 */
void failure_report(
    const struct job *, const char *what, int status, int out);

#endif
