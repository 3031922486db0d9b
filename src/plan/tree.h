/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Walks through a folder and everything in it: files, symbolic links, and what
 * the links lead to.  It leaves out pseudo file systems below it (/proc, /sys
 * and the like), which may have no end, and everything after a number of files.
 */
#ifndef PLAN_TREE_H
#define PLAN_TREE_H

#include "base/words.h"

struct stat;

/* After so many files and links a walk ends. */
enum { TREE_MAX = 100000 };

/*
 * Calls see with each file and each link, sorted by name in each folder.  Adds
 * to left_out a sentence for each thing that it left out.  Returns 0, or -1
 * with a message.
 */
int tree_walk(const char *path,
    void (*see)(void *arg, const char *path, const struct stat *), void *arg,
    struct words *left_out);

#endif
