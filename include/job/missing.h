/* SPDX-License-Identifier: GPL-2.0-only */
/* Which ranges of a plan are not done, and in which order to do them. */
#ifndef JOB_MISSING_H
#define JOB_MISSING_H

#include <stdbool.h>
#include <stddef.h>

struct plan;

struct missing {
	bool *is_done;  /* of each range of the plan; for the caller to change */
	bool *has_failed; /* likewise; at first none has */
	size_t *number; /* of the ranges that were not, in order */
	size_t count;   /* of those */
};

/*
 * Finds the ranges without a valid stamp in the output folder dir: the
 * heaviest first, or in the order of their outputs.
 */
void missing_find(
    struct missing *, const struct plan *, const char *dir, bool in_order);

/* Says how many are not done now, if any, and which have failed. */
void missing_tell(const struct missing *, const struct plan *);

/* Prints their commands on standard output, a line each. */
void missing_print(const struct missing *, const struct plan *);

void missing_release(struct missing *);

#endif
