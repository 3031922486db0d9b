/* SPDX-License-Identifier: GPL-2.0-only */
/* A program that reads what is written into a stream. */
#ifndef BASE_READER_H
#define BASE_READER_H

#include <stdio.h>
#include <sys/types.h>

struct words;

struct reader {
	FILE *stream;
	pid_t process;
	void (*on_sigpipe)(int); /* the handler to be restored */
};

/*
 * Starts a program whose standard output is out, and whose standard input is
 * the stream.  Returns 0, or -1 with a message.
 */
int reader_start(struct reader *, const struct words *, int out);

/*
 * Closes the stream and waits for the program, whose name is for messages.
 * Returns 0 when it ended well, or -1 with a message.
 */
int reader_finish(struct reader *, const char *name);

#endif
