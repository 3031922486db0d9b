/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds files that a consumer (--pipe-to) writes besides printing, since all
 * ranges would write the same file.  Only a few programs are known.
 */
#ifndef PLAN_CONSUMER_H
#define PLAN_CONSUMER_H

/*
 * Returns the name, for free(3), of a file that a consumer writes whatever its
 * input is, or NULL when it is not known to write one.
 */
char *consumer_writes(const char *consumer);

#endif
