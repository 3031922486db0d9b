/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The job log of an output folder, a line for everything that ended:
 *
 *	START END done|failed|ended RANGE@KEY    a job
 *	START END pool NAME=VALUE ...            a run, and its use of tokens
 *
 * Times are nanoseconds since 1970.  A job that is done ended when it had
 * decoded its range; its line is there when that is on disk.  Lines are only
 * ever added.
 */
#ifndef STORE_JOB_LOG_H
#define STORE_JOB_LOG_H

#include <stdint.h>

/* Returns the time, as the log has it. */
uint64_t job_log_now(void);

/* Adds a line, words as above.  Returns 0, or -1 with a message. */
int job_log_add(const char *dir, uint64_t start_ns, uint64_t end_ns,
    const char *what, const char *text);

#endif
