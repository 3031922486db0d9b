/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The program that perf starts for source lines and inlined frames, one for
 * each file with debugging information.  Jobs put ours before it (src/addr2line)
 * in perf's PATH, where perf looks for it in all versions unless its own
 * configuration or command line names another.
 */
#ifndef PLAN_ADDR2LINE_H
#define PLAN_ADDR2LINE_H

#include <stdbool.h>

struct job_options;
struct perf_command;

/* Says whether a command prints lines of source code. */
bool addr2line_prints_lines(const struct perf_command *);

/*
 * Returns the path of the addr2line that perf would run, or of the one that the
 * user wants to be asked; for free(3), or NULL when there is none.
 */
char *addr2line_real(const struct perf_command *, const struct job_options *);

/*
 * Returns the folder of our addr2line if jobs are to put it before the real
 * one, for free(3), or NULL: the command asks nothing, names another, is run by
 * a script that may do anything, or one of the two programs is not there.
 */
char *addr2line_folder(
    const struct perf_command *, const struct job_options *);

#endif
