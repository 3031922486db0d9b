/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What perf prints to its standard output, read in the buffer of the stream
 * before it is written: it is where our own text goes as well, so that both
 * stay in order.  The buffer is ours and is never freed, for perf may print
 * until it exits.
 */
#ifndef PRINTER_PERF_TEXT_H
#define PRINTER_PERF_TEXT_H

#include <stddef.h>

/* Gives standard output its buffer.  Returns 0, or -1. */
int perf_text_start(void);

/* Marks where the text of the next sample starts. */
void perf_text_mark(void);

/*
 * Returns what was printed since the mark, and its length in bytes; NULL when
 * part of it is no more in the buffer.
 */
const char *perf_text_since_mark(size_t *len);

/* Prints some bytes in perf's place. */
void perf_text_add(const char *, size_t len);

/* Writes what is in the buffer. */
void perf_text_flush(void);

#endif
