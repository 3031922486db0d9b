/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What perf would find now of what it looks for (data/lookups.h): for each a
 * text, its state, that changes when something comes or goes.  Of files that
 * were mapped, of their debugging information and of perf's build-ID cache it
 * says whether they are there, may be read and have the build ID that the
 * recording has; of files below --symfs, of what JIT compilers leave, which grows,
 * and of perf's configuration, the size and the time as well; of the kernel, whether its
 * symbols may be read.
 *
 * Not covered are the debugging information that only a file itself names
 * (.gnu_debuglink), and what lies in the containers of processes that run.
 */
#ifndef PLAN_FOUND_H
#define PLAN_FOUND_H

#include "base/words.h"
#include "data/digest.h"

struct lookups;
struct perf_command;

/* It owns all that it holds. */
struct found {
	struct words state;     /* of each that some range needs, or "" */
	digest_number *number;  /* of each, what there is to it */
	char *config;           /* the state of perf's configuration */
	struct words missing;   /* paths that are not there; of what is in a
				   folder that is not, that folder's */
	struct words there;     /* paths that are */
	struct words watched;   /* those whose time counts, there or not */
	char *kernel;           /* the texts of found_kernel_files, with a blank
				   between, or NULL when no kernel counts */
};

/* Files that say who may read the kernel's symbols, and of which; ends in NULL. */
extern const char *const found_kernel_files[];

/* Looks for all that some range needs, as perf does for a command. */
void found_look(
    struct found *, const struct lookups *, const struct perf_command *);

/* Returns the digest of what is found for a range. */
struct digest found_of_range(
    const struct found *, const struct lookups *, size_t range);

/* Returns the digest of all that was looked for, there or not. */
struct digest found_digest(const struct found *);

/*
 * Returns the name, for free(3), of the first thing of which this state or
 * configuration was noted and something else is found now; NULL for none.
 */
char *found_change(const struct lookups *, const struct words *state,
    const char *config, const struct found *now,
    const struct perf_command *);

void found_release(struct found *);

#endif
