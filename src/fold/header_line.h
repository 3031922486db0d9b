/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The line with which perf script begins a sample: "COMM PID/TID [CPU] TIME:
 * PERIOD EVENT:", or with TID only.  Fields may be missing, and the comm may
 * have blanks and numbers in it, so that only a heuristic can tell where it
 * ends: at the first number with blanks around it.
 */
#ifndef FOLD_HEADER_LINE_H
#define FOLD_HEADER_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fold/span.h"

struct header_line {
	struct span comm, pid, tid; /* the pid is "?" where it is not told */
	struct span event;          /* without its colon; of length 0: none */
	uint64_t period;            /* 1 where there is none or it is 0 */
	const char *rest;           /* what is behind the IDs */
};

/* Reads a line of len bytes.  Returns whether it begins a sample. */
bool header_line_read(struct header_line *, const char *line, size_t len);

/*
 * Reads the line of a sample without a callchain, where the only frame is on
 * the same line, behind the event: "ADDRESS SYMBOL (DSO)".  Returns where that
 * begins, or NULL when the line is not like that.
 */
const char *header_line_read_with_frame(
    struct header_line *, const char *line, size_t len);

#endif
