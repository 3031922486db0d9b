/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From which record on the side-band of any process may matter to any other.
 * When records were lost, a FORK may have been among them, and perf has of a
 * task what it knew of an earlier one with the same number.  When a name stands
 * for two files, perf gives the build ID that the header has for the name to
 * the one that was mapped first, by whatever process.
 *
 * Source: machine.c and dsos.c in tools/perf/util.
 */
#ifndef DATA_DOUBT_H
#define DATA_DOUBT_H

#include <stdbool.h>

#include "base/number_map.h"

struct record;

/* Zeros are no doubt so far; it owns its memory. */
struct doubt {
	struct number_map files; /* by the digest of their names */
};

/*
 * Takes in a record that is no sample; says whether there is doubt from it on.
 */
bool doubt_raised(struct doubt *, const struct record *);

void doubt_release(struct doubt *);

#endif
