/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decides what happens to the finished outputs in an output folder when a plan
 * of another recording or another command takes over the folder.  It only
 * checks: saved_plan_install() removes the outputs.
 */
#ifndef STORE_TAKEOVER_H
#define STORE_TAKEOVER_H

#include <stdbool.h>

struct plan;

/*
 * Returns the path of a recording relative to dir, an existing folder, for
 * free(3), which stays right when both are moved together.  It is absolute
 * where the two share no folder but the root.
 */
char *takeover_path(const char *dir, const char *recording);

/*
 * Checks that a plan removes no finished outputs of another recording from the
 * output folder dir, unless replace is set.  Prints a note when it removes
 * outputs of another command.  Returns 0, or -1 with a message.
 */
int takeover_check(const char *dir, const struct plan *, bool replace);

/*
 * Checks that the output folder dir can be removed: its recording is gone, or
 * it has no finished outputs, or replace is set.  Returns 0, or -1 with a
 * message.
 */
int takeover_check_removal(const char *dir, bool replace);

#endif
