/* SPDX-License-Identifier: GPL-2.0-only */
/* The frames of a tree that are wide enough to be in a picture. */
#ifndef FLAME_SHOWN_H
#define FLAME_SHOWN_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "flame/tree.h"

struct shown_frame {
	struct flame_frame frame;
	double start; /* count at which it begins, from that of the whole */
};

/*
 * These frames in the order of the tree.  A frame begins where the one that is
 * shown before it inside the same frame ends.  It owns its memory, and does not
 * need the tree.
 */
struct shown {
	struct shown_frame *frame;
	size_t frames;
	uint32_t depth;        /* greatest depth of them */
	double least;          /* count below which frames are left out */
	size_t left_out;       /* frames that were left out */
	double left_out_count; /* of stacks that lost frames */
};

/* Chooses the frames that have at least that count, which may be 0. */
void shown_init(struct shown *, const struct flame_tree *, double least);

/*
 * Writes a sentence about what was left out.  pixels is the width of the
 * narrowest frame that was not.
 */
void shown_write_note(FILE *, const struct shown *, double pixels);

void shown_release(struct shown *);

#endif
