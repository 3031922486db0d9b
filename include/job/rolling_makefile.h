/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The makefile of several recordings, which includes their fragments and is
 * made again when recordings come or go.
 */
#ifndef JOB_ROLLING_MAKEFILE_H
#define JOB_ROLLING_MAKEFILE_H

struct rolling;
struct words;

/* What the makefile is made from. */
struct rolling_makefile {
	const char *name;      /* of the target */
	const char *dir;       /* the output folder of all */
	const char *tool;      /* perf-parallel, as recipes should run it */
	const char *folder;    /* that recipes change to; NULL: stay */
	const struct words *patterns; /* as make finds them */
	const struct words *options; /* of emit, to make it again; no -f */
	const struct words *command; /* the user's perf command */
};

/*
 * Writes the makefile to path, which appears whole or not at all.  Returns 0,
 * or -1 with a message.
 */
int rolling_write(const struct rolling_makefile *, const struct rolling *,
    const char *path);

#endif
