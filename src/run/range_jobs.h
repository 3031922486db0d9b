/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The jobs of ranges that run, each in a process of ours.  Whoever started them
 * waits for children, and says here which has ended.  A job that has decoded
 * its range, so that only the disk is waited for, hands on its slot.
 */
#ifndef RUN_RANGE_JOBS_H
#define RUN_RANGE_JOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct held_signals;
struct plan;
struct runner_options;

/* The job of a range. */
struct range_job {
	pid_t process; /* 0 when none runs */
	bool has_slot;
};

struct range_jobs {
	const struct plan *plan;
	const struct runner_options *options;
	struct range_job *job; /* of each range */
	size_t running;
	size_t at_disk; /* of those running: they have handed on their slot */
	int decoded[2]; /* a pipe; what they write there is for
			 * range_jobs_decoded() */
};

/* Instead of the number of a range. */
#define RANGE_JOBS_NONE SIZE_MAX

/*
 * Begins without jobs.  Returns 0, or -1 with errno set; in both cases it is to
 * be closed.
 */
int range_jobs_open(struct range_jobs *, const struct plan *,
    const struct runner_options *);

/* Frees what it holds; no job may run any more. */
void range_jobs_close(struct range_jobs *);

/*
 * Starts the job of a range, which has a slot, and restores in it the signals
 * that the caller holds.  Returns 0, or -1 with a message.
 */
int range_jobs_start(
    struct range_jobs *, size_t range, const struct held_signals *);

/* Sends a signal to all jobs, which pass it on to what they run. */
void range_jobs_signal(const struct range_jobs *, int sig);

/*
 * Reads which jobs now only wait for the disk.  Returns how many of them have
 * given up their slots.
 */
size_t range_jobs_decoded(struct range_jobs *);

/*
 * Notes that a process has ended.  Returns the number of its range, and whether
 * it still had its slot; RANGE_JOBS_NONE when it was none of the jobs.
 */
size_t range_jobs_end(struct range_jobs *, pid_t, bool *had_slot);

#endif
