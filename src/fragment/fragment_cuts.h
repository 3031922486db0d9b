/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cuts of a plan as comments in its fragment.  The output folder has them,
 * too (store/saved_plan.h), but it may be lost, or removed by make NAME-clean,
 * while make knows the fragment: the plan that is made then must have the
 * ranges for which this make has rules.  In a recording that has grown since it
 * was first cut, fresh cuts would be others.
 */
#ifndef FRAGMENT_FRAGMENT_CUTS_H
#define FRAGMENT_FRAGMENT_CUTS_H

#include <stdio.h>

struct plan;
struct range;
struct reused_cuts;

/* Writes the options by which the plan was cut, as lines of their own. */
void fragment_cuts_put_options(FILE *, const struct plan *);

/* Ends the line with a range's target by telling where that was cut. */
void fragment_cuts_put(FILE *, const struct range *);

/*
 * Gives the cuts of the fragment at path, with arrays for free(3); none when
 * there is no such regular file, or it has none.
 */
void fragment_cuts_read(const char *path, struct reused_cuts *);

#endif
