/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the scripts and dlfilters that come with perf, which perf finds by name
 * in its exec path.  Nothing is kept: each call runs perf to ask for that path.
 */
#ifndef PLAN_EXEC_PATH_H
#define PLAN_EXEC_PATH_H

struct perf_command;

/*
 * Returns the path of a file in a folder of perf's exec path, such as
 * "dlfilters", for free(3), whether or not the file exists; or NULL without a
 * message when perf does not print its exec path.  Sources: find_script() and
 * find_dlfilter() in tools/perf.
 */
char *exec_path_file(
    const struct perf_command *, const char *folder, const char *name);

#endif
