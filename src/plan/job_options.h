/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What users want of every job, whoever starts it: run, or make by a recipe of
 * the fragment.  This is the only struct that has these options on their way
 * from the command line to run/job.c; they do not change once they are read.
 */
#ifndef PLAN_JOB_OPTIONS_H
#define PLAN_JOB_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/words.h"
#include "fold/fold_options.h"

/* As much as is good for this machine, see run/slicing.h. */
#define SLICE_MEMORY_DEFAULT UINT64_MAX

struct job_options {
	const char *consumer; /* --pipe-to, some words; NULL for none */
	bool folds;           /* outputs are folded stacks */
	struct fold_options fold; /* the event of --fold, and --fold-with */
	struct words depends;     /* --depends, paths of files and folders */
	uint64_t slice_memory; /* --slice-memory, bytes for all jobs together,
				* 0 for no slices, or SLICE_MEMORY_DEFAULT */
	bool perf_prints; /* --printer=perf: without print.so */
	const char *addr2line; /* --addr2line, whom to ask; NULL: as perf does */
	bool verbose;     /* each job says who printed its samples */
};

/* Sets what jobs do when no option is given. */
void job_options_init(struct job_options *);

/* Frees what the options own: not the consumer, which points into argv. */
void job_options_release(struct job_options *);

/*
 * Fills an unstarted list with the words of the program that reads perf's
 * output: the consumer, which is known to have no quote that is not closed, or
 * perf-parallel fold.  Returns the list, or NULL when there is none; in both
 * cases the list is to be released.
 */
const struct words *job_options_consumer(
    const struct job_options *, struct words *);

/*
 * Returns that program and its words as people write them, for free(3), or NULL
 * for none.
 */
char *job_options_consumer_text(const struct job_options *);

/*
 * Adds the options to a command line of perf-parallel: all but the consumer,
 * which has a place of its own there, and verbose.
 */
void job_options_add(const struct job_options *, struct words *);

#endif
