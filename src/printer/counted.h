/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Samples that folded stacks count together: the same but for time, CPU, period
 * and the offsets of frames, and for the task's numbers if these do not matter.
 * The first of them is printed when it comes.  Of the others only the periods
 * are added; in the end the text of the first is printed once more, with their
 * sum.  Memory grows with the number of different stacks, up to a bound: where
 * it is reached, samples of other stacks are printed as they come.
 */
#ifndef PRINTER_COUNTED_H
#define PRINTER_COUNTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pen;
struct sample;

/* What samples that are counted together have in common. */
struct counted_key {
	uint64_t a, b; /* a digest */
};

struct counted_stack {
	struct counted_key key;
	uint64_t sum;       /* of the periods that are not printed yet */
	uint32_t text;      /* offset in texts of the text of the first */
	uint32_t len;       /* of that text in bytes; 0 for an empty place */
	uint32_t period_at; /* where its period ends, from its start */
};

struct counted {
	bool on;   /* --dlarg counts=... was given */
	bool pids; /* the task's numbers matter */
	const char *word; /* the latest event whose name is one */
	struct counted_stack *stack;
	size_t room; /* a power of two, or 0 */
	size_t used;
	char *texts;
	size_t texts_len, texts_room;
	struct counted_key key; /* of the last sample that is new */
	bool is_new;
};

/*
 * Adds the period of a sample that is counted with an earlier one.  Returns
 * false when it is to be printed instead; counted_first() follows once it is.
 */
bool counted_add(struct counted *, const struct sample *);

/* Keeps what a pen has written if the last sample was the first of its kind. */
void counted_first(struct counted *, const struct pen *);

/* Prints the sums that are left, with the pen.  Returns 0, or -1. */
int counted_finish(struct counted *, struct pen *);

void counted_release(struct counted *);

#endif
