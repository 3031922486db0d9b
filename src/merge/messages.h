/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What perf has printed on standard error, in err.txt of each range: mostly
 * the same everywhere, or with other numbers, so that a line is shown once,
 * with a count.
 */
#ifndef MERGE_MESSAGES_H
#define MERGE_MESSAGES_H

/* Prints the messages of all ranges in the output folder dir. */
void messages_show(const char *dir);

#endif
