/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shows what perf printed on standard error, the err.txt of each range.  Ranges
 * mostly print the same lines, or differ in numbers only, so that each line is
 * shown once, with a count.
 */
#ifndef MERGE_MESSAGES_H
#define MERGE_MESSAGES_H

/* Prints the messages of all ranges in the output folder dir. */
void messages_show(const char *dir);

#endif
