/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The real addr2line, asked about one file.  An answer has as many lines as
 * there are inlined frames, and nothing marks its end, so that each question is
 * followed by one whose answer is known: the highest address, which is in no
 * section, and which binutils therefore does not search for.
 *
 * The first time that binutils 2.40 is asked for an address of a function it
 * may name the innermost inlined function otherwise than from then on.  Answers
 * that others get, too, must not depend on who asks first: with settles, which
 * the caller sets after real_begin() or real_start(), each question is asked
 * twice, and the second answer counts.
 */
#ifndef ADDR2LINE_REAL_H
#define ADDR2LINE_REAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct real {
	pid_t process; /* 0: it is another process that asks it for us */
	int to, from;  /* its input and output; -1 when there is none */
	const char *mark; /* the answer that ends every other, once known */
	bool settles;     /* its second answers are taken, see below */
	char *text;       /* what it printed last */
	size_t len, room;
};

#define REAL_NONE ((struct real){ .to = -1, .from = -1 })

/*
 * Starts the program for a file, and asks for the mark.  Returns 0, or -1.  As
 * with all that follows, the caller stops it in both cases.
 */
int real_begin(struct real *, const char *program, const char *file);

/*
 * Starts it and waits for the mark.  Returns 0, or -1 when it cannot be started
 * or does not answer as binutils' addr2line does.
 */
int real_start(struct real *, const char *program, const char *file);

/*
 * Takes a socket for a real addr2line that others ask, too (server.h), and
 * waits for the mark.  Returns 0, or -1 when it is not served.  Stopping it
 * closes the socket.
 */
int real_attach(struct real *, int socket);

/*
 * Writes a line, with its newline, of which number is what addr2line reads.
 * Returns 0 when an answer is to be read, 1 when it is known, or -1.
 */
int real_send(struct real *, const char *line, uint64_t number);

/*
 * Reads what there is to read, or waits for it.  Returns 1 when an answer is
 * complete: after the mark one that begins with a line of the address, in text
 * and len, valid until the next call.  Returns 0 before that, or -1 when there
 * will be none.
 */
int real_read(struct real *);

/* Asks a line and waits for the answer.  Returns 0, or -1 for none. */
int real_ask(struct real *, const char *line, uint64_t number);

/* Ends the process if it is ours, and frees what it said. */
void real_stop(struct real *);

#endif
