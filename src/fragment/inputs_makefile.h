/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The makefile of several recordings, which includes their fragments and is
 * remade when recordings come or go.
 */
#ifndef FRAGMENT_INPUTS_MAKEFILE_H
#define FRAGMENT_INPUTS_MAKEFILE_H

struct inputs;
struct words;

/* What the makefile is made from. */
struct inputs_makefile {
	const char *name;      /* name of the target */
	const char *dir;       /* the folder of their output folders */
	const char *tool;      /* perf-parallel, as recipes should run it */
	const char *folder;    /* folder that recipes change to; NULL: stay */
	const struct words *patterns; /* of recordings, for $(wildcard) */
	const struct words *options; /* of emit, to write it again; no -f */
	const struct words *command; /* the user's perf command */
};

/*
 * Writes the makefile to path, which appears whole or not at all.  Returns 0,
 * or -1 with a message.
 */
int inputs_makefile_write(const struct inputs_makefile *, const struct inputs *,
    const char *path);

#endif
