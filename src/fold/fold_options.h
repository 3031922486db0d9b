/* SPDX-License-Identifier: GPL-2.0-only */
/* What users want of folded stacks. */
#ifndef FOLD_FOLD_OPTIONS_H
#define FOLD_FOLD_OPTIONS_H

/* What folded stacks tell beside names, as bits. */
enum {
	FOLD_PID = 1 << 0,    /* the process ID behind its name */
	FOLD_TID = 1 << 1,    /* that and the thread ID */
	FOLD_KERNEL = 1 << 2, /* _[k] behind frames of the kernel */
	FOLD_JIT = 1 << 3,    /* _[j] behind frames of a JIT */
	FOLD_ADDRS = 1 << 4,  /* the addresses of frames without a symbol */
};

struct fold_options {
	unsigned with;     /* FOLD_PID and so on */
	const char *event; /* the only one; NULL: the first that is named */
};

/*
 * Adds the bits of a list such as "pid,kernel" to *with; "all" is kernel and
 * jit.  Returns 0, or -1 with a message that names a word that is unknown.
 */
int fold_with_parse(const char *list, unsigned *with);

/* Returns such a list for bits, for free(3). */
char *fold_with_text(unsigned with);

#endif
