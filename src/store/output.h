/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The output folder: where each range's files are, and which folders are ours.
 *
 *	DIR/[cpu-N/]time-range-N/cmd.txt out.txt [err.txt]
 *	DIR/merged.txt                       what merge makes by default
 *	DIR/.perf-parallel/plan              the ranges and their keys
 *	DIR/.perf-parallel/emitted           see emitted.h
 *	DIR/.perf-parallel/files             see saved_identity.h
 *	DIR/.perf-parallel/identity          likewise
 *	DIR/.perf-parallel/index             see slicing.h
 *	DIR/.perf-parallel/lookups           see saved_lookups.h
 *	DIR/.perf-parallel/no-slices         see slicing.h
 *	DIR/.perf-parallel/outputs           see fragment_write_list()
 *	DIR/.perf-parallel/recording         which state of it was digested
 *	DIR/.perf-parallel/kernel/kallsyms   see symbols.h
 *	DIR/.perf-parallel/stamps/RANGE@KEY  see stamps.h
 *	DIR/.perf-parallel/stamps-are-files  likewise
 *	DIR/.perf-parallel/jobs.log          a line for each job that ended
 *	DIR/.perf-parallel/merged/DIGEST     see merged_file.h
 *	DIR/.perf-parallel/moved/KEY         see renumbering.h
 *
 * A folder is ours when it has a .perf-parallel in it.
 */
#ifndef STORE_OUTPUT_H
#define STORE_OUTPUT_H

#include <stdbool.h>

/* The folder in an output folder that has what is neither input nor output. */
#define OUTPUT_PRIVATE ".perf-parallel"

/*
 * Makes the folder dir ours: makes it, or finds that it is empty or ours
 * already.  Returns 0, or -1 with a message; a folder of somebody else's is
 * left as it is.
 */
int output_open(const char *dir);

/* Says whether there is nothing of ours in dir yet, or no such folder. */
bool output_is_new(const char *dir);

/* Says whether dir is ours; if not, prints why. */
int output_check(const char *dir);

/*
 * Sees that a file of the user's would not replace one of ours in dir, other
 * than merged outputs.  Returns 0, or -1 with a message.
 */
int output_check_apart(const char *dir, const char *path);

/* What is done in an output folder, and what may be done beside it. */
enum output_use {
	OUTPUT_PLANNED,    /* a plan is written: by one at a time */
	OUTPUT_REARRANGED, /* outputs are moved or removed: nobody decodes */
	OUTPUT_DECODED,    /* a job decodes: by many at a time */
};

/*
 * Locks the folder dir, which is ours, for a use, as flock(2) does.  Returns a
 * descriptor, which unlocks it when closed, or -1 with a message.  Where there
 * are no locks it does without, and says so once.
 */
int output_lock(const char *dir, enum output_use);

/*
 * Returns the path of a file of a range, for free(3); folder is the range's
 * own, "" for dir itself, and file may be NULL for the folder's path.
 */
char *output_path(const char *dir, const char *folder, const char *file);

/*
 * Returns the path of one of our own files, for free(3); file may be NULL for
 * the folder's path.  The second has a name that is printf-formatted.
 */
char *output_private_path(const char *dir, const char *file);
char *output_private_pathf(const char *dir, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
