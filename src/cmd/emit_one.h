/* SPDX-License-Identifier: GPL-2.0-only */
/* emit for one recording. */
#ifndef CMD_EMIT_ONE_H
#define CMD_EMIT_ONE_H

struct options;
struct words;

/*
 * Emits the fragment for the recording of the perf command; tool is our own
 * path.  Returns the exit status.
 */
int emit_one(const struct options *, const char *tool);

/* Starts a list with the options by which emit writes the same again. */
void emit_options(struct words *, const struct options *, const char *dir);

#endif
