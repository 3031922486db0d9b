/* SPDX-License-Identifier: GPL-2.0-only */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/nanosec.h"

uint64_t
nanosec_of(struct timespec t)
{
	return t.tv_sec * NS_PER_SEC + t.tv_nsec;
}

char *
nanosec_format(char text[NANOSEC_TEXT], uint64_t ns)
{
	snprintf(text, NANOSEC_TEXT, "%" PRIu64 ".%09" PRIu64, ns / NS_PER_SEC,
	    ns % NS_PER_SEC);
	return text;
}

int
nanosec_parse(const char *text, uint64_t *ns)
{
	uint64_t value = 0;
	int decimals = -1; /* none before the point */

	if (!isdigit((unsigned char)*text) && *text != '.')
		return -1;
	for (; *text && decimals < 9; text++) {
		if (*text == '.' && decimals < 0) {
			decimals = 0;
			continue;
		}
		if (!isdigit((unsigned char)*text) ||
		    __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, *text - '0', &value))
			return -1;
		if (decimals >= 0)
			decimals++;
	}
	if (*text)
		return -1;
	for (decimals = decimals < 0 ? 0 : decimals; decimals < 9; decimals++)
		if (__builtin_mul_overflow(value, 10, &value))
			return -1;
	*ns = value;
	return 0;
}

int
nanosec_parse_duration(const char *text, uint64_t *ns)
{
	char *end;
	double seconds = strtod(text, &end);

	errno = EINVAL;
	if (end == text || *end || !isfinite(seconds))
		return -1;
	seconds = rint(seconds * NS_PER_SEC);
	if (seconds >= 0x1p64)
		errno = ERANGE;
	if (seconds < 1 || seconds >= 0x1p64)
		return -1;
	*ns = seconds;
	return 0;
}
