/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line that perf gives to addr2line, of which there are two: perf
 * 6.1 starts addr2line -e FILE -i -f, and perf 6.12 adds -a.
 */
#ifndef ADDR2LINE_USAGE_H
#define ADDR2LINE_USAGE_H

#include <stdbool.h>

struct usage {
	const char *file;  /* whose addresses are asked for; in argv */
	bool with_address; /* answers begin with a line of the address */
};

/* Reads the words after the name.  Returns 0, or -1 for any other usage. */
int usage_read(struct usage *, char *const *word);

#endif
