/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Samples have the same shape when they have the same event, processor mode,
 * kind of chain and kinds of frames in it.  perf prints them alike: in real
 * recordings its text is as a layout has it for all samples of a shape or for
 * none.  A shape is perf's until enough of its samples in a row came out as
 * expected.  Then it is ours, except that perf still prints one sample of so
 * many, to be compared.  The first sample that differs ends this for good.
 */
#ifndef PRINTER_SHAPE_H
#define PRINTER_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "printer/layout.h"

struct sample;

enum shape_state { SHAPE_LEARNING, SHAPE_OURS, SHAPE_PERFS };

struct shape {
	const void *event_of_perf; /* sample.event; it tells events apart */
	struct event_text event;   /* its name is a copy, and owned */
	uint32_t fields;
	uint32_t kinds;
	uint8_t cpumode;
	enum shape_state state;
	uint32_t layouts; /* a bit for each that is not refuted */
	uint32_t equal;   /* samples that came out as expected so far */
	uint32_t unclear; /* samples in a row of which that is not known */
	uint32_t printed; /* samples of ours since one was compared */
};

struct shapes {
	struct shape *shape;
	size_t count;
	size_t last; /* the one that was found last */
};

/*
 * Returns the shape of a sample, a new one if need be; NULL when there are too
 * many.  It holds until the next call.
 */
struct shape *shapes_find(struct shapes *, const struct sample *);

/* Returns the layout that we print, the first of those not refuted. */
uint32_t shape_layout(const struct shape *);

/* Says whether the next sample of a shape of ours is to be compared. */
bool shape_is_due(const struct shape *);

/* Notes that a sample came out as expected in these layouts, at least one. */
void shape_confirm(struct shape *, uint32_t layouts);

/*
 * Notes a sample of which it is not known whether it came out as expected.
 * After many of these in a row the shape is perf's for good.
 */
void shape_doubt(struct shape *);

void shapes_release(struct shapes *);

#endif
