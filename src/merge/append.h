/* SPDX-License-Identifier: GPL-2.0-only */
/* One file at the end of another, copied as well as the kernel can. */
#ifndef MERGE_APPEND_H
#define MERGE_APPEND_H

#include <sys/types.h>

/*
 * Copies what a file has from an offset on to where another one is written.
 * The next way to copy takes over where one fails, or ends before the end of
 * the file.  Returns 0, or -1 with errno.
 */
int append(int in, off_t from, int out);

#endif
