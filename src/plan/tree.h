/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Walks through a folder and all that is in it: files, symbolic links, and what
 * the links lead to.  Pseudo file systems below it (/proc, /sys and the like),
 * which may have no end, are left out, and so is what exceeds a number of
 * files.
 */
#ifndef PLAN_TREE_H
#define PLAN_TREE_H

#include "base/words.h"

struct stat;

/* The number of files and links after which a walk ends. */
enum { TREE_MAX = 100000 };

/*
 * Calls see with each file and each link.  Folders are walked in the order of
 * names, so that the order is the same each time.  Adds to left_out a sentence
 * for each thing that was left out.  Returns 0, or -1 with a message.
 */
int tree_walk(const char *path,
    void (*see)(void *arg, const char *path, const struct stat *), void *arg,
    struct words *left_out);

#endif
