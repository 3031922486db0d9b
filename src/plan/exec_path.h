/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the scripts and dlfilters that come with perf, which perf finds by
 * their names in its exec path.  Nothing is kept: each call starts perf to ask
 * for it.
 */
#ifndef PLAN_EXEC_PATH_H
#define PLAN_EXEC_PATH_H

struct perf_command;

/*
 * Returns the path of a file in a folder of perf's exec path, such as
 * "dlfilters", for free(3), whether or not it is there.  Returns NULL without a
 * message when perf does not tell its exec path.  Sources: find_script() and
 * find_dlfilter() in tools/perf.
 */
char *exec_path_file(
    const struct perf_command *, const char *folder, const char *name);

#endif
