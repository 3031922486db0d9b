/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The slice of a job: a recording of what its range needs (slice.h), so that
 * perf does not read the rest.  It is in memory or, where that would be too
 * much, in a file of the output folder without a name, and is gone when the job
 * ends.
 */
#ifndef RUN_SLICING_H
#define RUN_SLICING_H

#include <stdbool.h>

struct digest;
struct index;
struct job;
struct perf_command;
struct recording;

/*
 * Returns why jobs of this command read the whole of a recording with this
 * index, as the end of a sentence; NULL when slices will do.
 */
const char *slicing_refusal(const struct perf_command *, const struct index *);

/*
 * Says whether a recording belongs to another user: perf refuses it without -f
 * (--force), but would read a slice, which belongs to us.
 */
bool slicing_is_of_others(const struct recording *);

/*
 * Makes the slice of a job, if there is an index in the output folder and a
 * slice spares perf some work.  Returns a descriptor, or -1 for none.  All
 * slices at a time may take as much memory as the job's options say, by default
 * a quarter of what is available; a job has the share of one processor.
 */
int slicing_open(const struct job *);

/*
 * Notes that perf cannot open slices, for example because a wrapper runs it as
 * another user or with another /proc.  slicing_open() then makes none until the
 * next plan calls slicing_install().
 */
void slicing_give_up(const struct job *);

/* Says whether that was noted. */
bool slicing_is_given_up(const struct job *);

/*
 * Writes the index of a recording with this digest into the output folder dir
 * for slicing_open(), unless it has flaws.  Returns 0, or -1 with a message.
 */
int slicing_install(
    const char *dir, const struct index *, const struct digest *);

#endif
