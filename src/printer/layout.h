/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How perf lays out a sample.  What differs between versions of perf and what
 * its options change is not believed, but learnt: each combination is a layout
 * with a number, and perf's own text tells which ones are right.
 */
#ifndef PRINTER_LAYOUT_H
#define PRINTER_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "printer/memory.h"

struct pen;
struct sample;

/* Bits of a layout. */
enum {
	LAYOUT_WIDE_TID = 1 << 0,    /* since perf 6.8 or so */
	LAYOUT_IN_MEMORY = 1 << 1,   /* addresses of frames, since then */
	LAYOUT_NANOSECONDS = 1 << 2, /* --ns */
	LAYOUT_NO_CHAIN = 1 << 3,    /* -G */
	LAYOUTS = 1 << 4
};

/* Returns the bits that may change the text of a sample. */
uint32_t layout_bits(const struct sample *);

/* The name of an event, and what pads it. */
struct event_text {
	char *name;
	size_t len;
	struct memory_piece before;
};

/* Goes over the text of a sample of an event in a layout. */
void layout_print(struct pen *, const struct sample *,
    const struct event_text *, uint32_t layout);

#endif
