/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The makefile fragment: a rule for each range, whose target is the stamp of
 * the range, and a rule that remakes the fragment when the recording is newer.
 * Reading it forks nothing; with nothing to do, make runs nothing.
 */
#ifndef FRAGMENT_FRAGMENT_H
#define FRAGMENT_FRAGMENT_H

#include <stdbool.h>
#include <stdio.h>

struct digest;
struct file_state;
struct found;
struct identity;
struct job_options;
struct lookups;
struct perf_command;
struct plan;
struct words;

struct fragment {
	const char *name;      /* name of the target, prefix of the variables */
	const char *dir;       /* the output folder */
	const char *recording;
	const char *tool;      /* perf-parallel, as recipes should run it */
	const char *folder;    /* that recipes change to; NULL: stay */
	const char *merged;    /* --merge; NULL for none */
	const char *reduce;    /* --reduce; NULL for none */
	const char *newer_than; /* a file; the fragment is not older */
	const struct words *options; /* of emit, to write it again; no -f */
	const struct perf_command *command; /* the user's */
	const struct job_options *job; /* that recipes give to jobs */
	const struct identity *seen; /* the other files when they were read */
	const struct words *files;   /* besides the recording, that it is made
					again for when they change */
	const struct words *reducing; /* likewise, files that --reduce names */
	bool stamps_are_files; /* see stamps.h */
	const struct lookups *lookups; /* what perf looks for by itself */
	const struct found *found;     /* what exists of that */
};

/*
 * Checks that make can carry all names in the fragment, for path.  Returns 0,
 * or -1 with a message that says which name cannot be used, and why.
 */
int fragment_check(const struct fragment *, const char *path);

/* Checks that a target can have this name.  Returns 0, or -1 with a message. */
int fragment_check_name(const char *name);

/*
 * Checks that make can carry the names of dir, a folder that contains makefiles
 * of ours, and of folder, to which recipes change, unless that is NULL.
 * Returns 0, or -1 with a message.
 */
int fragment_check_folders(const char *dir, const char *folder);

/*
 * Checks that a makefile can be written to path without replacing one that is
 * not ours.  Returns 0, or -1 with a message.
 */
int fragment_check_place(const char *path);

/* Writes the text of the fragment of a plan. */
void fragment_put(FILE *, const struct fragment *, const struct plan *);

/*
 * Writes the paths of all outputs, a line each in the order of the plan, to a
 * file in the output folder dir, for rules with too many outputs for a command
 * line.  Returns 0, or -1 with a message.
 */
int fragment_write_list(const char *dir, const struct plan *);

/*
 * Writes the fragment of a plan to path, which appears whole or not at all, or
 * to standard output for "-".  state is the state of the recording when it was
 * planned.  The fragment is never older than the recording and newer_than, so
 * that make does not remake it at once; therefore make cannot see what has
 * changed meanwhile, and this fails if the recording or another file has.
 * Returns 0, or -1 with a message.
 */
int fragment_write(const struct fragment *, const struct plan *,
    const char *path, const struct file_state *state);

/*
 * Gives the fragment at path, which is still right, the time that it would have
 * if it was written now.  Returns 0, or -1 with a message.
 */
int fragment_renew(const struct fragment *, const char *path,
    const struct file_state *state);

#endif
