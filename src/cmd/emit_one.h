/* SPDX-License-Identifier: GPL-2.0-only */
/* emit for one recording. */
#ifndef CMD_EMIT_ONE_H
#define CMD_EMIT_ONE_H

struct options;
struct words;

/*
 * Emits the fragment of the recording that the command names; tool is
 * perf-parallel's own path.  Returns the exit status.
 */
int emit_one(const struct options *, const char *tool);

/* Puts together the options by which emit makes the same again. */
void emit_options(struct words *, const struct options *, const char *dir);

#endif
