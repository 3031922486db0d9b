/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "fold/span.h"

bool
span_is(struct span s, const char *text)
{
	return s.len == strlen(text) && !memcmp(s.bytes, text, s.len);
}

bool
span_begins(struct span s, const char *text)
{
	size_t len = strlen(text);

	return s.len >= len && !memcmp(s.bytes, text, len);
}

bool
span_ends(struct span s, const char *text)
{
	size_t len = strlen(text);

	return s.len >= len && !memcmp(s.bytes + s.len - len, text, len);
}

const char *
span_find(struct span s, const char *text)
{
	return memmem(s.bytes, s.len, text, strlen(text));
}

struct span
span_from(struct span s, const char *at)
{
	return (struct span){ at, s.bytes + s.len - at };
}
