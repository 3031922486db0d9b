/* SPDX-License-Identifier: GPL-2.0-only */
/* The scripts and dlfilters that come with perf, which it finds by their name. */
#ifndef PLAN_EXEC_PATH_H
#define PLAN_EXEC_PATH_H

struct perf_command;

/*
 * Returns the path, for free(3), that a name has in a folder ("dlfilters") of
 * perf's --exec-path, for which perf is asked; NULL without a message when it
 * does not say.  Source: find_script() and find_dlfilter() in tools/perf.
 */
char *exec_path_file(
    const struct perf_command *, const char *folder, const char *name);

#endif
