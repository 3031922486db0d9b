/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a range has no output: how its processes ended, and which line of what
 * they printed says why.
 */
#ifndef JOB_FAILURE_H
#define JOB_FAILURE_H

struct job;

/*
 * Prints that a process of a job, named by what, did not end well, and how.
 * status is as of waitpid(2).
 */
void failure_report(const struct job *, const char *what, int status);

#endif
