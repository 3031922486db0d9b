/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The note of what perf looks for by itself (slice/lookups.h) and of what was
 * there (plan/found.h), in the file .perf-parallel/lookups of the output
 * folder. With it, planning need not read a recording again that has not
 * changed, and a job sees what has come or gone.  A missing or damaged note is
 * no error: the next plan writes it anew.
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
 * Gives a plan, whose ranges have their contents, the lookups that are noted
 * for the same contents.  Returns false, and leaves the plan without lookups,
 * when one of the ranges was not noted.
 */
bool saved_lookups_recall(const char *dir, struct plan *);

/*
 * Looks for everything that is noted.  If it is as it was noted, gives the
 * lookups and what is found to the plan, which is empty, and returns true.
 */
bool saved_lookups_are_current(
    const char *dir, const struct perf_command *, struct plan *);

/*
 * Looks for what a range with these contents needs, and gives the digest of
 * what is found.  Returns 0, or -1 without a message when no such range is
 * noted, or 1 when something is not as it was noted: *changed is its name, for
 * free(3).
 */
int saved_lookups_look(const char *dir, const struct digest *contents,
    const struct perf_command *, struct digest *found, char **changed);

#endif
