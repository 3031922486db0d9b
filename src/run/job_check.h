/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether all that a job's output depends on is as it was when its range was
 * planned: the recording, by its digest, and everything else, by the key.  What
 * is not is named in a message.
 */
#ifndef RUN_JOB_CHECK_H
#define RUN_JOB_CHECK_H

struct file_state;
struct job;

/*
 * Checks a job that is about to start.  Gives the recording's state.  Returns
 * 0, or -1 with a message.
 */
int job_check(const struct job *, struct file_state *before);

/*
 * Checks once the range is decoded that nobody changed anything meanwhile.
 * Returns 0, or -1 with a message.
 */
int job_check_again(const struct job *, const struct file_state *before);

#endif
