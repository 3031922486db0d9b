/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The conversation with perf about one file.  perf writes a line with an
 * address and a line that is no address, ",", and reads up to the answer to the
 * latter, by which it knows the end of the former.  binutils takes that line
 * for address 0, and may search all debugging information for it in vain.
 */
#ifndef ADDR2LINE_SERVICE_H
#define ADDR2LINE_SERVICE_H

#include <stdbool.h>

#include "addr2line/answers.h"
#include "addr2line/kept.h"
#include "addr2line/real.h"

struct usage;

/* It owns the real addr2line and what follows. */
struct service {
	const struct usage *usage;
	const char *program; /* the real addr2line */
	const char *folder;  /* where answers are kept, or NULL */
	struct real real;    /* which may not run yet */
	bool is_shared;      /* others ask it, too */
	struct answers answers;
	struct kept kept;
};

/*
 * Reads the answers that are kept in a folder, which may be NULL, and starts
 * the real addr2line unless they are likely to do.  Returns 0, or -1 when
 * nothing can be put before it; nothing of what perf has written is read then.
 * The caller stops it in both cases.
 */
int service_start(struct service *, const struct usage *, const char *program,
    const char *folder);

/* Answers what is read from standard input, up to its end or that of ours. */
void service_run(struct service *);

void service_stop(struct service *);

#endif
