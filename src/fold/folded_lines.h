/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of folded stacks, a line "STACK COUNT" for each, sorted as sort(1) does
 * with LC_ALL=C; stacks_write() writes such files.
 */
#ifndef FOLD_FOLDED_LINES_H
#define FOLD_FOLDED_LINES_H

#include <stddef.h>
#include <stdio.h>

struct folded_input {
	FILE *stream;
	const char *name; /* for messages */
};

/*
 * Adds up the counts of equal stacks of several files and writes them as one
 * file of that kind, with a line of each file in memory at a time.  Returns 0,
 * or -1 with a message: a file cannot be read, or a line of it is no folded
 * stack or is not in order.  Whether writing succeeded is told by the stream.
 */
int folded_add_up(const struct folded_input *, size_t count, FILE *out);

#endif
