/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What perf would find now of the things that it looks for (slice/lookups.h).
 * Each lookup has a state, a text that changes when perf would find something
 * else.  For mapped files, their debugging information and perf's build-ID
 * cache the state says whether the files exist, are readable and have the build
 * ID of the recording, and for files below --symfs also their sizes and times.
 * For symbols of JIT compilers and for perf's configuration it has the digest
 * of the file, or the time of a large one.  For the kernel it says whether its
 * symbols may be read.
 *
 * The states do not cover debugging information that only the file itself names
 * (.gnu_debuglink), nor files that were mapped in a container.
 */
#ifndef PLAN_FOUND_H
#define PLAN_FOUND_H

#include "base/digest.h"
#include "base/words.h"

struct lookups;
struct perf_command;

/* It owns all that it holds. */
struct found {
	struct words state;     /* by lookup, "" if no range needs it */
	digest_number *number;  /* by lookup, for it and its state */
	char *config;           /* the state of perf's configuration */
	struct words missing;   /* paths that are not there; a missing folder
				   stands for all that would be in it */
	struct words there;     /* paths that are there */
	struct words watched;   /* paths whose time matters, there or not */
	char *kernel;           /* the texts of found_kernel_files, separated
				   by blanks; NULL if no kernel matters */
};

/*
 * Files that say which kernel runs and who may read its symbols, ended by NULL.
 */
extern const char *const found_kernel_files[];

/*
 * Looks for everything that some range needs, where perf would look for it for
 * this command.
 */
void found_look(
    struct found *, const struct lookups *, const struct perf_command *);

/* Returns the digest of what was found for a range. */
struct digest found_of_range(
    const struct found *, const struct lookups *, size_t range);

/*
 * Returns the digest of everything that was looked for, whether it exists or
 * not.
 */
struct digest found_digest(const struct found *);

/*
 * Compares noted states and a noted configuration with what is found now.
 * Returns the name of the first lookup that differs, for free(3), or NULL when
 * none does.
 */
char *found_change(const struct lookups *, const struct words *state,
    const char *config, const struct found *now,
    const struct perf_command *);

void found_release(struct found *);

#endif
