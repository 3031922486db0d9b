/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the printer tells the job whose perf has loaded it: in a file of a few
 * lines, and in perf's exit status when it gives up.
 */
#ifndef PRINTER_REPORT_H
#define PRINTER_REPORT_H

#include <stddef.h>
#include <stdint.h>

/*
 * perf's exit status when the printer has ended it, since what was printed may
 * be wrong or the printer hung; the report says which.  perf itself does not
 * use this status.
 */
enum { REPORT_GAVE_UP = 117 };

/* Numbers of samples. */
struct report {
	uint64_t printed;  /* by the printer */
	uint64_t left;     /* to perf */
	uint64_t compared; /* left, and compared with what it would print */
	uint64_t differed; /* compared and different: perf's shapes */
};

/* Opens the file, which is there.  Returns 0, or -1. */
int report_open(const char *path);

/* Writes how many samples there were, as "printed N" and so on, a line each. */
void report_counts(const struct report *);

/*
 * Writes "why " and the reason, len bytes without a newline, and ends perf.  It
 * may be called in a signal handler.
 */
_Noreturn void report_give_up(const char *why, size_t len);

#endif
