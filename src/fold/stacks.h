/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folded stacks and how often each was seen: "comm;outer;...;inner", and a sum
 * of samples or periods.  Each different stack takes some hundred bytes of
 * memory beside its text, and one that is seen again takes none.  All zeros are
 * no stacks; they own copies of the texts.
 */
#ifndef FOLD_STACKS_H
#define FOLD_STACKS_H

#include <stdio.h>

#include "fold/tally.h"

struct stacks {
	struct tally tally;
};

/* Adds to the count of a stack, a text of len bytes without newlines. */
void stacks_add(
    struct stacks *, const char *text, size_t len, uint64_t count);

/*
 * Writes a line "STACK COUNT" for each stack, sorted by their bytes, as sort(1)
 * does with LC_ALL=C.  Whether that succeeded is told by the stream.
 */
void stacks_write(const struct stacks *, FILE *);

/* Takes all stacks out. */
void stacks_clear(struct stacks *);

void stacks_release(struct stacks *);

#endif
