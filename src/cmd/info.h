/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints what is in a recording, for people and for programs. */
#ifndef CMD_INFO_H
#define CMD_INFO_H

#include <stdio.h>

struct reading;

/* Prints what is in a recording. */
void info_print(FILE *, const struct reading *);

/* Prints the same as one JSON object on standard output; times are in ns. */
void info_print_json(const struct reading *);

#endif
