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
#ifndef SCAN_AFFECTS_ALL_TASKS_H
#define SCAN_AFFECTS_ALL_TASKS_H

#include <stdbool.h>

#include "base/number_map.h"

struct record;

/* Zeros are nothing so far; it owns its memory. */
struct affects_all_tasks {
	struct number_map files; /* by the digest of their names */
};

/*
 * Takes in a record that is no sample; says whether from it on any task may
 * matter to any other.
 */
bool affects_all_tasks_from(struct affects_all_tasks *, const struct record *);

void affects_all_tasks_release(struct affects_all_tasks *);

#endif
