/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ranges of a plan that are not done, and the order in which to do them.
 * It is found once, and then kept up to date by the caller.
 */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include <stdbool.h>
#include <stddef.h>

struct plan;

struct pending {
	bool *is_done;    /* of each range; the caller keeps it up to date */
	bool *has_failed; /* of each range, likewise; at first all false */
	size_t *number;   /* of the ranges that were missing, in order */
	size_t count;     /* of those */
};

/*
 * Finds the ranges without a valid stamp in the output folder dir: the
 * heaviest first, or in the order of their outputs.
 */
void pending_find(
    struct pending *, const struct plan *, const char *dir, bool in_order);

/* Prints how many ranges are not done now, if any, and which have failed. */
void missing_tell(const struct pending *, const struct plan *);

/* Prints the commands of missing ranges on standard output, a line each. */
void pending_print(const struct pending *, const struct plan *);

void pending_release(struct pending *);

#endif
