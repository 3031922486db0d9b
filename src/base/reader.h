/* SPDX-License-Identifier: GPL-2.0-only */
/* A program that we start to read what we write into a stream. */
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
 * Starts a program with the stream as its standard input and the descriptor out
 * as its standard output.  Returns 0, or -1 with a message.
 */
int reader_start(struct reader *, const struct words *, int out);

/*
 * Closes the stream and waits for the program; name is for messages.  Returns 0
 * when it ended with status 0, or -1 with a message.
 */
int reader_finish(struct reader *, const char *name);

#endif
