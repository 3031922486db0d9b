/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ranges of a plan that are not done, in the order in which to do them.
 * They are found once; then the caller keeps them up to date.
 */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include <stdbool.h>
#include <stddef.h>

struct plan;

struct pending {
	bool *is_done;    /* of each range */
	bool *has_failed; /* of each range; all false at first */
	size_t *number;   /* numbers of the ranges that were not done */
	size_t count;     /* of those */
};

/*
 * Finds the ranges without a valid stamp in the output folder dir, the heaviest
 * first, or in the order of their outputs if in_order is set.
 */
void pending_find(
    struct pending *, const struct plan *, const char *dir, bool in_order);

/* Prints how many ranges are not done now, and which of them have failed. */
void missing_tell(const struct pending *, const struct plan *);

/* Prints on standard output the commands of ranges that were not done. */
void pending_print(const struct pending *, const struct plan *);

void pending_release(struct pending *);

#endif
