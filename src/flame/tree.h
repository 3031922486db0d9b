/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folded stacks as a tree, in which stacks that begin with the same names share
 * the frames of these names.  It does not change any more once it is read.
 */
#ifndef FLAME_TREE_H
#define FLAME_TREE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/text_set.h"

struct flame_frame {
	double count;   /* of all stacks with this frame, 0 and more */
	uint32_t name;  /* its number, see flame_tree_name() */
	uint32_t depth; /* frames outside it; 0 for the first frame */
};

/*
 * Each frame is followed by the frames inside it, down to the innermost, and
 * then by its next sibling; siblings are in the order of the bytes of their
 * names.  Frame 0, "all", has all stacks inside it.
 */
struct flame_tree {
	struct text_set names; /* each with its NUL */
	struct flame_frame *frame;
	size_t frames;
};

/*
 * Reads folded stacks, one a line, to the end of a stream; empty lines are
 * skipped.  from names the stream in messages.  Returns 0, or -1 with a message
 * for a line that is no folded stack, an error of the stream, and where nothing
 * was counted.  flame_tree_release() is needed either way.
 */
int flame_tree_read(struct flame_tree *, FILE *, const char *from);

/* Returns the name of that number, which the tree owns. */
const char *flame_tree_name(const struct flame_tree *, uint32_t name);

/* Returns the number of the first frame behind those inside a frame. */
size_t flame_tree_skip(const struct flame_tree *, size_t frame);

void flame_tree_release(struct flame_tree *);

#endif
