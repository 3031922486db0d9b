/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What any makefile of ours begins and ends with, be it of one recording or of
 * several.
 */
#ifndef FRAGMENT_FRAME_H
#define FRAGMENT_FRAME_H

#include <stdio.h>

/* What any makefile of ours has in its first lines, and no other. */
#define FRAME_MARK "Written by perf-parallel emit,"

/*
 * Writes the start: a guard against being read twice, and variables that say
 * how the makefile was read and how chatty recipes are.
 */
void frame_put_start(FILE *, const char *name);

/*
 * Writes the end: it restores the variables of make that frame_put_start() has
 * changed.
 */
void frame_put_end(FILE *, const char *name);

#endif
