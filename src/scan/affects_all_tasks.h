/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the record from which on the side-band of any process may matter to any
 * other.  When records were lost, a FORK may have been among them, and perf
 * gives a task what it knew of an earlier one with the same number.  When two
 * files have the same name, perf gives the build ID that the header has for the
 * name to the one that was mapped first, by whatever process.
 *
 * Source: machine.c and dsos.c in tools/perf/util.
 */
#ifndef SCAN_AFFECTS_ALL_TASKS_H
#define SCAN_AFFECTS_ALL_TASKS_H

#include <stdbool.h>

#include "base/number_map.h"

struct record;

/* All zeros before the first record; it owns its memory. */
struct affects_all_tasks {
	struct number_map files; /* by the digest of their names */
};

/*
 * Notes a record that is no sample.  Returns whether any task may matter to any
 * other from it on.
 */
bool affects_all_tasks_from(struct affects_all_tasks *, const struct record *);

void affects_all_tasks_release(struct affects_all_tasks *);

#endif
