/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The makefile fragment: one rule a range, whose target is the range's stamp,
 * and a rule by which make remakes the fragment when the recording is newer.
 * Nothing is forked to read it; with nothing to do, make runs nothing.
 */
#ifndef JOB_FRAGMENT_H
#define JOB_FRAGMENT_H

struct file_state;
struct plan;
struct words;

struct fragment {
	const char *name;      /* of the target; prefix of the variables */
	const char *dir;       /* the output folder */
	const char *recording;
	const char *tool;      /* perf-parallel, as recipes should run it */
	const char *folder;    /* that recipes change to; NULL: stay */
	const char *consumer;  /* --pipe-to; NULL for none */
	const char *newer_than; /* a file that it must not be older than */
	const struct words *options; /* of emit, to make it again; no -f */
	const struct words *command; /* the user's perf command */
};

/*
 * Checks that make can carry all names.  Returns 0, or -1 with a message that
 * says which name cannot be used, and why.
 */
int fragment_check(const struct fragment *, const char *path);

/*
 * Writes the fragment of a plan to path, which appears whole or not at all, or
 * to standard output for "-".  state is the recording's when it was planned;
 * the fragment is never older than that, nor than newer_than, so that make need
 * not make it again.
 * Returns 0, or -1 with a message.
 */
int fragment_write(const struct fragment *, const struct plan *,
    const char *path, const struct file_state *state);

#endif
