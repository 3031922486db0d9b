/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What happens to the outputs that an output folder has when a plan of another
 * recording or another command takes it.
 */
#ifndef JOB_TAKEOVER_H
#define JOB_TAKEOVER_H

#include <stdbool.h>

struct plan;

/*
 * Returns the path of a recording as seen from the folder dir, which is there,
 * for free(3): so it stays the same when both are moved together.
 */
char *takeover_path(const char *dir, const char *recording);

/*
 * Sees that a plan removes no finished outputs of another recording, unless
 * replace has it so, and says what it removes of another command.  Returns 0,
 * or -1 with a message.
 */
int takeover_check(const char *dir, const struct plan *, bool replace);

/*
 * Sees that the folder dir can be removed since its recording is gone; else as
 * above.
 */
int takeover_check_removal(const char *dir, bool replace);

#endif
