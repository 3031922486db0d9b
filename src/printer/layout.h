/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How perf lays out a sample.  Where versions of perf differ, or an option
 * changes the text, we do not guess: each combination is a layout with a
 * number, and what perf prints tells which layouts are right.
 */
#ifndef PRINTER_LAYOUT_H
#define PRINTER_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "printer/memory.h"

struct pen;
struct sample;

/* Bits of a layout's number. */
enum {
	LAYOUT_WIDE_TID = 1 << 0,    /* since perf 6.8 or so */
	LAYOUT_IN_MEMORY = 1 << 1,   /* frames, not by file; since then */
	LAYOUT_NANOSECONDS = 1 << 2, /* --ns */
	LAYOUTS = 1 << 3             /* their number */
};

/* The name of an event, and the blanks that perf prints before it. */
struct event_text {
	char *name;
	size_t len; /* of the name in bytes */
	struct memory_piece before;
};

/* Returns the bits that may change the text of a sample. */
uint32_t layout_bits(const struct sample *);

/*
 * Has a pen write or read the text of a sample of an event in a layout.  The
 * pen tells how that went (pen.h).
 */
void layout_print(struct pen *, const struct sample *,
    const struct event_text *, uint32_t layout);

#endif
