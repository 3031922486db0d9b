/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The job log of an output folder, with a line for each job and each run:
 *
 *	START END done|failed|ended RANGE@KEY    a job
 *	START END pool NAME=VALUE ...            a run, and its use of tokens
 *
 * Times are nanoseconds since 1970.  A job's END is when it had decoded its
 * range; its line is added when the output is on disk.
 */
#ifndef STORE_JOB_LOG_H
#define STORE_JOB_LOG_H

#include <stdint.h>

/* Returns the current time, in ns since 1970. */
uint64_t job_log_now(void);

/* Adds a line; what and text are as above.  Returns 0, or -1 with a message. */
int job_log_add(const char *dir, uint64_t start_ns, uint64_t end_ns,
    const char *what, const char *text);

#endif
