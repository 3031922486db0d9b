/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What perf looks for by itself, and what of it was there, as the output folder
 * keeps it in .perf-parallel/lookups: so that planning a recording that is
 * still the same need not read it, and that a job sees what has come or gone.
 * A note that is not there, or is damaged, is made anew.
 */
#ifndef JOB_SAVED_LOOKUPS_H
#define JOB_SAVED_LOOKUPS_H

#include <stdbool.h>

struct digest;
struct found;
struct lookups;
struct perf_command;
struct plan;

/* Notes those of a plan.  Returns 0, or -1 with a message. */
int saved_lookups_note(const char *dir, const struct plan *);

/*
 * Gives the ranges of a plan, which have their contents, what those look for.
 * Returns whether all were noted; else there are none.
 */
bool saved_lookups_recall(const char *dir, struct plan *);

/*
 * Says whether all is there, or not, as it was noted.  If so an empty plan gets
 * what is looked for and found.
 */
bool saved_lookups_are_current(
    const char *dir, const struct perf_command *, struct plan *);

/*
 * Gives the digest of what is found for a range with these contents, by
 * looking again.  Returns 0, or -1 when there is no note of such a range; or 1
 * when something is not as it was noted, and its name, for free(3).
 */
int saved_lookups_look(const char *dir, const struct digest *contents,
    const struct perf_command *, struct digest *found, char **changed);

#endif
