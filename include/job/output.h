/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The output folder: where each range's files are, and which folders are ours.
 *
 *	DIR/[cpu-N/]time-range-N/cmd.txt out.txt [err.txt]
 *	DIR/merged.txt                       what merge makes by default
 *	DIR/.perf-parallel/plan              the ranges and their keys
 *	DIR/.perf-parallel/recording         which state of it was digested
 *	DIR/.perf-parallel/stamps/RANGE@KEY  see stamps.h
 *	DIR/.perf-parallel/jobs.log          a line for each job that ended
 *
 * A folder is ours when it has a .perf-parallel in it.
 */
#ifndef JOB_OUTPUT_H
#define JOB_OUTPUT_H

/*
 * Makes the folder dir ours: makes it, or finds that it is empty or ours
 * already.  Returns 0, or -1 with a message; a folder of somebody else's is
 * left as it is.
 */
int output_open(const char *dir);

/* Says whether dir is ours; if not, prints why. */
int output_check(const char *dir);

/*
 * Returns the path of a file of a range, for free(3); folder is the range's
 * own, "" for dir itself, and file may be NULL for the folder's path.
 */
char *output_path(const char *dir, const char *folder, const char *file);

/* Returns the path of one of our own files, for free(3). */
char *output_private_path(const char *dir, const char *file);

#endif
