/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "addr2line/question.h"

size_t
question_take(char line[QUESTION_ROOM + 1], const char *input, size_t len)
{
	const char *end = memchr(input, '\n', len);
	size_t size = end ? (size_t)(end + 1 - input) : 0;

	memcpy(line, input, size);
	line[size] = '\0';
	return size;
}

bool
question_is(const char *line)
{
	size_t digits = strspn(line, "0123456789abcdef");

	return !strcmp(line, ",\n") ||
	    (digits && digits <= 16 && !strcmp(line + digits, "\n"));
}

uint64_t
question_number(const char *line)
{
	return strtoull(line, NULL, 16);
}
