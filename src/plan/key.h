/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keys: a digest of all that a range's output depends on, which is what of the
 * recording it shows, the perf command, the consumer, other files, and what
 * perf finds of what it looks for by itself.
 */
#ifndef PLAN_KEY_H
#define PLAN_KEY_H

#include "base/digest.h"

struct words;

struct key {
	char text[DIGEST_TEXT]; /* as digest_format() writes it */
};

/*
 * Computes the key of running a command over contents with this digest, with
 * its output piped to a consumer (NULL for none).  found is the digest that
 * found_of_range() returns, identity that of the other files.
 */
struct key key_of(const struct digest *contents, const struct digest *found,
    const struct words *command, const struct digest *identity,
    const char *consumer);

#endif
