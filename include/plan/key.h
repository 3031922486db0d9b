/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keys: a digest of what a range's output depends on, the recording, the perf
 * command, the consumer and perf itself.  For now a key covers the whole
 * recording, so that any change to it changes every key; it does not cover the
 * files that perf looks up by itself, for symbols say.
 */
#ifndef PLAN_KEY_H
#define PLAN_KEY_H

#include "base/file_state.h"
#include "data/digest.h"

struct words;

struct key {
	char text[DIGEST_TEXT]; /* as digest_format() writes it */
};

/* The file that a command's first word runs, and which state of it. */
struct program {
	char *path; /* for free(3) */
	struct file_state state;
};

/* Finds a program as execvp(3) does.  Returns 0, or -1 with a message. */
int program_find(struct program *, const char *name);

/*
 * Computes the key of running a command over a recording with this digest,
 * with its output piped to a consumer (NULL for none).
 */
struct key key_of(const struct digest *recording, const struct words *command,
    const struct program *perf, const char *consumer);

#endif
