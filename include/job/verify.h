/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether the merged outputs are what the user's own command prints: it runs
 * as a whole, and both streams are compared as they come.
 */
#ifndef JOB_VERIFY_H
#define JOB_VERIFY_H

#include <stdint.h>

struct words;

/*
 * Compares the merged outputs of the folder dir with what the command prints,
 * through the consumer if that is not NULL.  Returns 0 and their length in
 * bytes, or -1 with a message that says where they differ first.
 */
int verify(const char *dir, const struct words *command,
    const struct words *consumer, uint64_t *bytes);

#endif
