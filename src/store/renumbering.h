/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Brings the outputs of one plan into the folders of the next.  An output that
 * is still right, but whose range has another number now, is moved; outputs of
 * ranges that no longer exist are removed.  Nothing is lost if we are killed in
 * between: outputs that are being moved lie in .perf-parallel/moved under their
 * keys, where the next plan finds them.
 */
#ifndef STORE_RENUMBERING_H
#define STORE_RENUMBERING_H

#include <stdbool.h>

struct plan;
struct saved_plan;

/* Says whether renumbering_apply() may have anything to do in dir. */
bool renumbering_needed(
    const char *dir, const struct saved_plan *old, const struct plan *new);

/*
 * Moves and removes outputs in dir; no job may run meanwhile.  Returns 0, or -1
 * with a message.
 */
int renumbering_apply(
    const char *dir, const struct saved_plan *old, const struct plan *new);

#endif
