/* SPDX-License-Identifier: GPL-2.0-only */
/* What a consumer (--pipe-to) does besides reading and printing. */
#ifndef PLAN_CONSUMER_H
#define PLAN_CONSUMER_H

/*
 * Returns the name, for free(3), of a file that a consumer is known to write,
 * whatever its input: those of a few programs that have no other use, or an
 * option for it.  NULL when it is not known, as of most, to write one.
 */
char *consumer_writes(const char *consumer);

#endif
