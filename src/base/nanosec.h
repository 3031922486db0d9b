/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Times as text.  All times are unsigned nanoseconds of the recording's clock;
 * as text they are seconds, as perf script prints and reads them.
 */
#ifndef BASE_NANOSEC_H
#define BASE_NANOSEC_H

#include <stdint.h>
#include <time.h>

#define NS_PER_SEC UINT64_C(1000000000)

enum { NANOSEC_TEXT = 32 }; /* bytes for nanosec_format(), NUL included */

/* Returns a time of the system in nanoseconds. */
uint64_t nanosec_of(struct timespec);

/* Writes ns as seconds with nine decimals into text, which it returns. */
char *nanosec_format(char text[NANOSEC_TEXT], uint64_t ns);

/*
 * Parses seconds with at most nine decimals, the format of perf's --time.
 * Returns 0, or -1 for any other text and for more than 64 bits hold.
 */
int nanosec_parse(const char *text, uint64_t *ns);

/*
 * Parses a duration in seconds as users write numbers (0.1, 1e-3), rounded to
 * nanoseconds.  Returns 0, or -1 with errno: ERANGE for more than 64 bits hold,
 * EINVAL for less than a nanosecond and for what is no finite number.
 */
int nanosec_parse_duration(const char *text, uint64_t *ns);

#endif
