/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The text in perf's standard output that is not written yet.  We give the
 * stream its buffer, in which we read what perf prints.  Our own text goes
 * through the same stream, so that both stay in order.  The buffer is never
 * freed, for perf may print until it exits.
 */
#ifndef PRINTER_PERF_TEXT_H
#define PRINTER_PERF_TEXT_H

#include <stddef.h>

/* Gives standard output its buffer, before anything is printed.  0, or -1. */
int perf_text_start(void);

/* Marks where the text of the next sample starts. */
void perf_text_mark(void);

/*
 * Returns what was printed since the mark, and its length in bytes; it holds
 * until anything else is printed.  NULL when some of it has been written.
 */
const char *perf_text_since_mark(size_t *len);

/* Prints len bytes in perf's place. */
void perf_text_add(const char *, size_t len);

/* Writes what is in the buffer. */
void perf_text_flush(void);

#endif
