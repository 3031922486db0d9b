/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where perf looks for what a recording names: mapped files and their debugging
 * information, symbols of JIT compilers, of the kernel and of its modules, and
 * its own configuration.  The order and the places are those of perf's sources,
 * tools/perf/util/dso.c and symbol.c.
 */
#ifndef PLAN_PERF_PATHS_H
#define PLAN_PERF_PATHS_H

#include <stdbool.h>

#include "plan/file_search.h"

struct found;
struct lookup;
struct perf_command;

struct perf_paths {
	struct file_search search;
	bool kernel_named; /* the command says where its symbols are */
	char *cache;       /* the folder of perf's build-ID cache */
};

/* Starts a search of a command whose paths are listed in found. */
void perf_paths_start(
    struct perf_paths *, struct found *, const struct perf_command *);

/*
 * Looks at perf's configuration, which says where its cache is, and for the
 * files that the command names.  It comes before any lookup.
 */
void perf_paths_add_config(struct perf_paths *, const struct perf_command *);

/* Looks everywhere where perf would for this. */
void perf_paths_add(struct perf_paths *, const struct lookup *);

void perf_paths_release(struct perf_paths *);

#endif
