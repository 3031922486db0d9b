/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Samples of one shape are printed alike: the same event, processor mode, kind
 * of chain and kinds of frames in it.  In real recordings perf's text of all
 * samples of a shape is as a layout has it, or of none.  So a shape is perf's
 * until enough of its samples in a row came out as expected; from then on it
 * is ours, but for one sample of so many, which is perf's, to be compared.
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
	const void *event_of_perf; /* perf's name, which tells events apart */
	struct event_text event;
	uint32_t fields;
	uint32_t kinds;
	uint8_t cpumode;
	enum shape_state state;
	uint32_t layouts; /* a bit for each that is not refuted */
	uint32_t equal;   /* samples in a row that came out as expected */
	uint32_t unclear; /* in a row that could not be told */
	uint32_t printed; /* by us since the last one that was compared */
};

struct shapes {
	struct shape *shape;
	size_t count;
	size_t last; /* that was found */
};

/*
 * Returns the shape of a sample, a new one if need be; NULL when there are too
 * many.  It holds until the next call.
 */
struct shape *shapes_find(struct shapes *, const struct sample *);

/* Returns the layout of a shape, the first of those not refuted. */
uint32_t shape_layout(const struct shape *);

/* Says whether the next sample of a shape of ours is to be compared. */
bool shape_is_due(const struct shape *);

/* Takes note that a sample came out as expected in these layouts, not 0. */
void shape_confirm(struct shape *, uint32_t layouts);

/*
 * Takes note of a sample of which it could not be told whether it came out as
 * expected.  After many of these in a row the shape is perf's.
 */
void shape_doubt(struct shape *);

void shapes_release(struct shapes *);

#endif
