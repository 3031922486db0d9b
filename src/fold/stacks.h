/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folded stacks, "comm;outer;...;inner", and how often each was seen: a tally
 * (tally.h) of samples or periods, written as lines "STACK COUNT".
 */
#ifndef FOLD_STACKS_H
#define FOLD_STACKS_H

#include <stdio.h>

struct tally;

/*
 * Writes a line for each stack, sorted by their bytes, as sort(1) does with
 * LC_ALL=C.  Whether that succeeded is told by the stream.
 */
void stacks_write(const struct tally *, FILE *);

#endif
