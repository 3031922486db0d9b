/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the script of a picture (picture.js) draws from: a script element of
 * type application/json with the names that are shown, each once, how they
 * look, and the frames as numbers.
 */
#ifndef FLAME_SCRIPT_DATA_H
#define FLAME_SCRIPT_DATA_H

#include <stdio.h>

struct look;
struct names;
struct shown;

/* Writes that element.  look has the look of each name, by its number. */
void script_data_write(FILE *, const struct shown *, const struct names *,
    const struct look *look);

#endif
