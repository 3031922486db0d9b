/* SPDX-License-Identifier: GPL-2.0-only */
/* emit for several recordings at once. */
#ifndef CMD_EMIT_INPUTS_H
#define CMD_EMIT_INPUTS_H

struct options;

/*
 * Emits a fragment for each recording that --inputs finds, and a makefile that
 * includes them all; tool is our own path.  Returns the exit status.
 */
int emit_inputs(const struct options *, const char *tool);

#endif
