/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the script of a picture (picture.js) draws from: a script element of
 * type application/json with the names that are shown, each once, how they
 * look, and the frames as numbers.
 */
#ifndef FLAME_SCRIPT_DATA_H
#define FLAME_SCRIPT_DATA_H

#include <stdio.h>

struct flame_tree;
struct look;
struct shown;

/*
 * Writes that element, for frames of a tree.  look has the look of each of its
 * names, by number.
 */
void script_data_write(FILE *, const struct shown *,
    const struct flame_tree *, const struct look *look);

#endif
