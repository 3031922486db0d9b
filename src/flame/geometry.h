/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where things are in a picture, in pixels.  What the script of the picture
 * needs of it is told there (script_data.h).
 */
#ifndef FLAME_GEOMETRY_H
#define FLAME_GEOMETRY_H

enum {
	MARGIN = 10,   /* left and right */
	TOP = 66,      /* of the innermost frames; above are title and search */
	ROW = 17,      /* from frame to frame; the last pixel is free */
	BASELINE = 12, /* of the text in a frame */
	FOOT = 54,     /* height of legend and note */
	SWATCH = 12,   /* of the legend */
};

/* Of a character of the font in picture.css, which is 12 pixels high. */
#define COLUMN_WIDTH 7.23

enum { COLUMNS_MIN = 4 }; /* of the name in a frame; with less there is none */

/* What is narrower cannot be seen, and is drawn only when it is zoomed to. */
#define VISIBLE_WIDTH 0.1

#endif
