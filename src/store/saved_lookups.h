/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The note of what perf looks for by itself (slice/lookups.h) and of what
 * exists of it (plan/found.h), in the file .perf-parallel/lookups of the output
 * folder.  With it, planning need not read a recording again that has not
 * changed, and a job sees what has come or gone.  A missing or damaged note is
 * no error: the next plan writes a new one.
 */
#ifndef STORE_SAVED_LOOKUPS_H
#define STORE_SAVED_LOOKUPS_H

#include <stdbool.h>

struct digest;
struct found;
struct lookups;
struct perf_command;
struct plan;

/* Notes the lookups of a plan.  Returns 0, or -1 with a message. */
int saved_lookups_note(const char *dir, const struct plan *);

/*
 * Adds the noted lookups to a plan whose ranges have their contents.  Returns
 * true, or false when one of the contents was not noted; the plan then has no
 * lookups.
 */
bool saved_lookups_recall(const char *dir, struct plan *);

/*
 * Looks for everything that is noted.  If it is all as it was noted, adds the
 * lookups and what is found to the plan, which has none, and returns true.
 */
bool saved_lookups_are_current(
    const char *dir, const struct perf_command *, struct plan *);

/*
 * Looks for what a range with these contents needs, and gives the digest of
 * what is found.  Returns 0, or -1 without a message when no such range is
 * noted, or 1 when something is not as it was noted; *changed is then its name,
 * for free(3).
 */
int saved_lookups_look(const char *dir, const struct digest *contents,
    const struct perf_command *, struct digest *found, char **changed);

#endif
