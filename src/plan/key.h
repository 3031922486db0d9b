/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The key of a range: a digest of all that its output depends on.  That is the
 * contents of the range in the recording, the perf command, the consumer, other
 * files, and what perf finds of what it looks for by itself.
 */
#ifndef PLAN_KEY_H
#define PLAN_KEY_H

#include "base/digest.h"

struct job_options;
struct words;

struct key {
	char text[DIGEST_TEXT]; /* as digest_format() writes it */
};

/*
 * Computes the key of running a command over these contents, with its output
 * piped or folded as the options say.  found is the digest of found_of_range(),
 * identity that of the other files.
 */
struct key key_of(const struct digest *contents, const struct digest *found,
    const struct words *command, const struct digest *identity,
    const struct job_options *);

#endif
