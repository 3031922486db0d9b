/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "flame/shown.h"

/* Returns the greatest depth of all frames. */
static uint32_t
deepest(const struct flame_tree *t)
{
	uint32_t depth = 0;

	for (size_t i = 0; i < t->frames; i++)
		if (t->frame[i].depth > depth)
			depth = t->frame[i].depth;
	return depth;
}

/* Adds a frame.  next has, by depth, where the next frame begins. */
static void
show(struct shown *s, const struct flame_frame *f, double *next)
{
	s->frame[s->frames++] = (struct shown_frame){ *f, next[f->depth] };
	next[f->depth + 1] = next[f->depth];
	next[f->depth] += f->count;
	if (f->depth > s->depth)
		s->depth = f->depth;
}

void
shown_init(struct shown *s, const struct flame_tree *t, double least)
{
	double *next = xcalloc(deepest(t) + 2, sizeof *next);

	*s = (struct shown){ xcalloc(t->frames, sizeof *s->frame), 0, 0, least,
		0, 0 };
	for (size_t i = 0, end; i < t->frames; i = end) {
		end = i + 1;
		if (t->frame[i].count >= least) {
			show(s, &t->frame[i], next);
			continue;
		}
		end = flame_tree_skip(t, i);
		s->left_out += end - i;
		s->left_out_count += t->frame[i].count;
	}
	free(next);
}

void
shown_write_note(FILE *f, const struct shown *s, double pixels)
{
	fprintf(f, "%zu frame%s narrower than %g pixel%s %s left out, of "
		   "stacks with %.2f %% of the counts", s->left_out,
	    s->left_out == 1 ? "" : "s", pixels, pixels == 1 ? "" : "s",
	    s->left_out == 1 ? "is" : "are",
	    100 * s->left_out_count / s->frame[0].frame.count);
}

void
shown_release(struct shown *s)
{
	free(s->frame);
	*s = (struct shown){ 0 };
}
