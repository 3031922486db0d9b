/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the outputs of one plan to those of the next: an output that is still
 * right, but whose range has another number now, is moved to its new folder;
 * those of ranges that are no more are removed.  Killed in between, it loses
 * nothing: outputs on the move lie in .perf-parallel/moved, by their keys, and
 * the next plan finds them there.
 */
#ifndef STORE_RENUMBERING_H
#define STORE_RENUMBERING_H

#include <stdbool.h>

struct plan;
struct saved_plan;

/* Says whether renumbering_apply() may have anything to do. */
bool renumbering_needed(
    const char *dir, const struct saved_plan *old, const struct plan *new);

/*
 * Moves and removes; no job may run in the meantime.  Returns 0, or -1 with a
 * message.
 */
int renumbering_apply(
    const char *dir, const struct saved_plan *old, const struct plan *new);

#endif
