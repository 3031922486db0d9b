/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the printer tells the job that has perf load it: in a file of a few
 * lines, and in perf's exit status when it gives up.
 */
#ifndef PRINTER_REPORT_H
#define PRINTER_REPORT_H

#include <stddef.h>
#include <stdint.h>

/*
 * The printer has ended perf, since what it printed may be wrong or it hung;
 * the report says which.  perf itself has other statuses.
 */
enum { REPORT_GAVE_UP = 117 };

struct report {
	uint64_t printed;  /* samples, by us */
	uint64_t left;     /* to perf */
	uint64_t compared; /* of these, with what we would have printed */
	uint64_t differed; /* of these, before any of that shape was ours */
};

/* Opens the file.  Returns 0, or -1. */
int report_open(const char *path);

/* Writes how many samples there were, as "printed N" and so on, a line each. */
void report_counts(const struct report *);

/* Writes why we give up, a line without newline, and ends perf. */
_Noreturn void report_give_up(const char *why, size_t len);

#endif
