/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines that perf writes to addr2line: a hexadecimal address, or ",". */
#ifndef ADDR2LINE_QUESTION_H
#define ADDR2LINE_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* perf's lines have 17 bytes at most, and it writes two at a time. */
enum { QUESTION_ROOM = 256 };

/*
 * Copies the first line of an input of len bytes, at most QUESTION_ROOM, with
 * its newline.  Returns its length, or 0 when no line is complete.
 */
size_t question_take(
    char line[QUESTION_ROOM + 1], const char *input, size_t len);

/* Says whether a line is one that perf writes; no other answers are kept. */
bool question_is(const char *line);

/* Returns the number that addr2line reads in a line; 0 where it is none. */
uint64_t question_number(const char *line);

#endif
