/* SPDX-License-Identifier: GPL-2.0-only */
/* What a scan found, for people. */
#ifndef CMD_INFO_H
#define CMD_INFO_H

#include <stdio.h>

struct recording;
struct timeline;

/* Prints what is in a recording. */
void info_print(FILE *, const struct recording *, const struct timeline *);

#endif
