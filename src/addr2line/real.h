/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The real addr2line, asked about one file.  An answer has as many lines as
 * there are inlined frames, and nothing marks its end, so that each question is
 * followed by one whose answer is known: the highest address, which is in no
 * section, and which binutils therefore does not search for.
 */
#ifndef ADDR2LINE_REAL_H
#define ADDR2LINE_REAL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct real {
	pid_t process; /* 0 when it does not run */
	int to, from;  /* its input and output */
	const char *mark; /* the answer that ends every other */
	char *text;       /* what it printed last */
	size_t len, room;
};

/* One that does not run. */
#define REAL_NONE ((struct real){ .to = -1, .from = -1 })

/*
 * Starts the program for a file.  Returns 0, or -1 when it cannot be started or
 * does not answer as binutils' addr2line does.  The caller stops it in both
 * cases.
 */
int real_start(struct real *, const char *program, const char *file);

/*
 * Asks a line, with its newline, of which number is what addr2line reads.
 * Returns 0 with the answer, which begins with a line of the address, in text
 * and len, valid until the next call; or -1 when there is none.
 */
int real_ask(struct real *, const char *line, uint64_t number);

/* Ends the process if it runs, and frees what it said. */
void real_stop(struct real *);

#endif
