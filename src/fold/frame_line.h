/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A line of a callchain as perf script prints it, "ADDRESS SYMBOL (DSO)", with
 * "+0xOFFSET" behind the symbol or not.
 */
#ifndef FOLD_FRAME_LINE_H
#define FOLD_FRAME_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "fold/span.h"

struct frame_line {
	struct span address, symbol, dso; /* the symbol with its offset */
};

/*
 * Reads a line of len bytes.  Returns whether it is of a callchain.  Where the
 * symbol is missing, the last digit of the address is taken for it.
 */
bool frame_line_read(struct frame_line *, const char *line, size_t len);

#endif
