/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Samples that folded stacks count together: the same but for time, CPU, period
 * and the offsets of frames, and for the task's numbers if these do not matter.
 * The first of them is printed when it comes.  Of the others only the periods
 * are added, and in the end the text of the first is printed once more with the
 * sum.  Memory grows with the number of different stacks and is bounded: when
 * there is no more, samples are printed as they come.
 */
#ifndef PRINTER_COUNTED_H
#define PRINTER_COUNTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pen;
struct sample;

/* What samples that are counted together have in common. */
struct likeness_key {
	uint64_t a, b; /* a digest */
};

struct counted_stack {
	struct likeness_key key;
	uint64_t sum;       /* of the periods that are not printed yet */
	uint32_t text;      /* where the text of the first starts, */
	uint32_t len;       /* its bytes, 0 for an empty place, */
	uint32_t period_at; /* and where the period's column ends */
};

struct counted {
	bool on;   /* --dlarg counts=... was given */
	bool pids; /* and the task's numbers matter */
	struct counted_stack *stack;
	size_t room; /* a power of two, or 0 */
	size_t used;
	char *texts;
	size_t texts_len, texts_room;
	struct likeness_key key; /* of the last sample that is new */
	bool is_new;
};

/*
 * Adds a sample to those that are alike.  Returns false when it is to be
 * printed; then counted_first() is to follow if that was done.
 */
bool counted_add(struct counted *, const struct sample *);

/* Takes what a pen has written for the text of the first of its kind. */
void counted_first(struct counted *, const struct pen *);

/* Prints the sums that are left, with the pen.  Returns 0, or -1. */
int counted_finish(struct counted *, struct pen *);

void counted_release(struct counted *);

#endif
