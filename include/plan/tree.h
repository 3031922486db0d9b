/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A folder with all that is in it: files, links, and what the links lead to.
 * What the kernel makes up (/proc, /sys and the like) has no end and is not
 * looked at, unless it is the folder itself, and there is a limit to how many
 * files one can have.
 */
#ifndef PLAN_TREE_H
#define PLAN_TREE_H

#include "base/words.h"

struct stat;

/* No more than so many are looked at. */
enum { TREE_MAX = 100000 };

/*
 * Calls see with each file and each link, in the order of their names, the
 * same each time.  Adds to left_out a sentence for each thing that was not
 * looked at.  Returns 0, or -1 with a message.
 */
int tree_walk(const char *path,
    void (*see)(void *arg, const char *path, const struct stat *), void *arg,
    struct words *left_out);

#endif
