/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The output folder DIR, and the files in it.
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
 *	DIR/.perf-parallel/no-printer        see printer_use.h
 *	DIR/.perf-parallel/places/DIGEST     see addr2line/kept.h
 *	DIR/.perf-parallel/plain-files       see plain_files.h
 *	DIR/.perf-parallel/outputs           see fragment_write_list()
 *	DIR/.perf-parallel/recording         see saved_digest.h
 *	DIR/.perf-parallel/kernel/kallsyms   see symbols.h
 *	DIR/.perf-parallel/stamps/RANGE@KEY  see stamps.h
 *	DIR/.perf-parallel/stamps-are-files  likewise
 *	DIR/.perf-parallel/jobs.log          a line for each job that ended
 *	DIR/.perf-parallel/merged/DIGEST     see merged_file.h
 *	DIR/.perf-parallel/moved/KEY         see renumbering.h
 *
 * A folder is an output folder when it contains .perf-parallel.
 */
#ifndef STORE_OUTPUT_H
#define STORE_OUTPUT_H

#include <stdbool.h>

/* The folder for our own files in an output folder. */
#define OUTPUT_PRIVATE ".perf-parallel"

/*
 * Makes dir an output folder: it must be new, empty, or an output folder
 * already.  Returns 0, or -1 with a message; any other folder is left as it is.
 */
int output_open(const char *dir);

/* Says whether dir is not yet an output folder, or does not exist. */
bool output_is_new(const char *dir);

/* Checks that dir is an output folder.  Returns 0, or -1 with a message. */
int output_check(const char *dir);

/*
 * Checks that a file of the user at path would not replace one of our files in
 * dir, other than merged outputs.  Returns 0, or -1 with a message.
 */
int output_check_apart(const char *dir, const char *path);

/* The uses of an output folder, and who may use it at a time. */
enum output_use {
	OUTPUT_PLANNED,    /* a plan is written: one at a time */
	OUTPUT_REARRANGED, /* outputs are moved or removed: no job at a time */
	OUTPUT_DECODED,    /* a job decodes: many at a time */
};

/*
 * Locks the output folder dir for a use, by flock(2).  Returns a descriptor,
 * which unlocks it when it is closed, or -1 with a message.  Where the file
 * system has no locks, it says so once and does without.
 */
int output_lock(const char *dir, enum output_use);

/*
 * Returns the path of a file of a range, for free(3): in the folder of the
 * range below dir, "" for dir itself. file may be NULL for the folder's path.
 */
char *output_path(const char *dir, const char *folder, const char *file);

/*
 * Return the path of one of our own files, for free(3); file may be NULL for
 * the path of their folder.  The second formats the name as printf(3) does.
 */
char *output_private_path(const char *dir, const char *file);
char *output_private_pathf(const char *dir, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
