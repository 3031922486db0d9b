/* SPDX-License-Identifier: GPL-2.0-only */
/* emit for several recordings at once. */
#ifndef CMD_EMIT_INPUTS_H
#define CMD_EMIT_INPUTS_H

struct options;
struct words;

/*
 * Emits a fragment for each recording that --inputs finds, and a makefile for
 * all of them; tool is perf-parallel's own path.  Returns the exit status.
 */
int emit_inputs(const struct options *, const char *tool);

/* Emits the fragment of the one recording that the command names. */
int emit_one(const struct options *, const char *tool);

/* Puts together the options by which emit makes the same again. */
void emit_options(struct words *, const struct options *, const char *dir);

#endif
