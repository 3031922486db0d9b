/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A real addr2line that the jobs of an output folder share, so that it reads a
 * file's debugging information once.  The first that needs it starts a server
 * in a session of its own, which ends half a second after its last client.  It
 * is found by a name in Linux' abstract name space, which no file stands for:
 * nothing is left of it, however it ends.  Clients speak to it as to the real
 * one, with -a -i -f, and use one of their own when it fails them.
 *
 * perf 6.12 does not wait long for an answer, so that a server has few clients;
 * others have servers of their own.
 */
#ifndef ADDR2LINE_SERVER_H
#define ADDR2LINE_SERVER_H

struct real;

/* What a server serves: a file's answers by a program, kept in a folder. */
struct served {
	const char *program;
	const char *file;
	const char *folder;
};

/*
 * Connects to a server, which is started if need be.  Returns 0, or -1 when
 * there is none; the caller stops it in both cases.
 */
int server_join(struct real *, const struct served *);

#endif
