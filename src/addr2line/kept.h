/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers that are kept in the output folder, so that other ranges, later runs
 * and other fields ask nothing again.  A folder has a file for each file that
 * was asked about, named by a digest of all that its answers depend on: both
 * files, the real addr2line and what it reads of the environment.  Several
 * processes add to it at a time.  It is a row of records, in the byte order of
 * the machine:
 *
 *	char mark[8]             "answer" and numbers that tell the byte order
 *	unsigned char digest[16] of all that follows
 *	uint64_t number          that was asked for
 *	uint64_t len             of the text, in bytes
 *	char text[len]           what addr2line -a -i -f printed
 *
 * A process may be killed in the middle of a record, and a foreign file may
 * have anything: what does not fit its digest is passed over, up to the next
 * mark.
 */
#ifndef ADDR2LINE_KEPT_H
#define ADDR2LINE_KEPT_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

struct answers;

struct kept {
	int fd;        /* -1: nothing is kept */
	uint64_t seen; /* the size that the file had when it was read, */
	uint64_t read; /* and where reading goes on */
	uint64_t room; /* how many bytes may be added */
};

/*
 * Writes the name of the file of answers.  Returns 0, or -1 if nothing is to be
 * kept: one of the two was changed just now, or is not there.
 */
int kept_name(
    char name[DIGEST_TEXT], const char *program, const char *file);

/*
 * Opens what is kept in a folder, which is made if need be, of a file's answers
 * by a program.  Without a folder, and where it cannot be written, nothing is
 * kept; so it is for a file that was changed just now.
 */
void kept_open(struct kept *, const char *folder, const char *program,
    const char *file);

/* Adds answers that were kept since the last call, by whatever process. */
void kept_read(struct kept *, struct answers *);

/* Keeps an answer, if there is room for it. */
void kept_add(
    struct kept *, uint64_t number, const char *text, size_t len);

void kept_close(struct kept *);

#endif
