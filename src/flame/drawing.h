/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The picture: an SVG that needs no other file.  It shows the frames as they
 * are, so that it can stand in a page or a document; opened in a browser, its
 * script (picture.js) draws them anew from the same numbers for the width of
 * the window, and for what the user zooms to and searches.
 */
#ifndef FLAME_DRAWING_H
#define FLAME_DRAWING_H

#include <stdbool.h>
#include <stdio.h>

struct flame_tree;

struct drawing_options {
	const char *title; /* borrowed */
	unsigned width;    /* of the whole, in pixels, 100 and more */
	double min_width;  /* pixels below which a frame is left out, or 0 */
};

/* What pictures have where nothing is said of it. */
extern const struct drawing_options drawing_defaults;

/*
 * Draws a tree, and prints a line on standard error where frames were left out.
 * The same tree and options give the same bytes.  Errors are left to the
 * stream.
 */
void drawing_write(
    FILE *, const struct flame_tree *, const struct drawing_options *);

/*
 * Does the same for folded stacks, read to the end of a stream that messages
 * name from.  Returns 0, or -1 with a message, before anything is written.
 */
int drawing_write_folded(FILE *, FILE *folded, const char *from,
    const struct drawing_options *);

/* Says whether a file is empty or begins as the pictures drawn here do. */
bool drawing_is_ours(const char *path);

#endif
