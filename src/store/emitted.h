/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What emit has written, so that it need not plan again for a recording that
 * is still the same: a note of the digests of the fragment, of the plan and of
 * the recording, and of all else that the fragment is made from, the recipe.
 */
#ifndef STORE_EMITTED_H
#define STORE_EMITTED_H

#include <stdbool.h>

struct digest;

/*
 * Notes that the fragment at path and the plan of the folder dir go together.
 * Returns 0, or -1 with a message.
 */
int emitted_note(const char *dir, const char *path,
    const struct digest *recipe, const struct digest *recording);

/* Says whether both are as they were noted, for the same recording. */
bool emitted_is_current(const char *dir, const char *path,
    const struct digest *recipe, const struct digest *recording);

#endif
