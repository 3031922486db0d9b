/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notes what emit has written, so that it need not plan again for a recording
 * that has not changed.  The note has the digests of the fragment, of the plan,
 * of the recording, and of the recipe: everything else that the fragment is
 * made from.
 */
#ifndef STORE_EMITTED_H
#define STORE_EMITTED_H

#include <stdbool.h>

struct digest;

/*
 * Notes that the fragment at path was written for the plan in the output folder
 * dir.  Returns 0, or -1 with a message.
 */
int emitted_note(const char *dir, const char *path,
    const struct digest *recipe, const struct digest *recording);

/* Says whether both are as they were noted, for the same recording. */
bool emitted_is_current(const char *dir, const char *path,
    const struct digest *recipe, const struct digest *recording);

#endif
