/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

void *
xcalloc(size_t count, size_t size)
{
	void *p = calloc(count, size);

	if (!p && count && size)
		err(1, "allocating %zu times %zu bytes, see ulimit -v and -d",
		    count, size);
	return p;
}

void *
xreallocarray(void *old, size_t count, size_t size)
{
	void *p = reallocarray(old, count, size);

	if (!p && count && size)
		err(1, "allocating %zu times %zu bytes, see ulimit -v and -d",
		    count, size);
	return p;
}

char *
xstrdup(const char *text)
{
	return xstrndup(text, strlen(text));
}

char *
xstrndup(const char *text, size_t len)
{
	char *p = xcalloc(len + 1, 1);

	memcpy(p, text, len);
	return p;
}

char *
xasprintf(const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = xvasprintf(format, ap);
	va_end(ap);
	return text;
}

char *
xvasprintf(const char *format, va_list ap)
{
	char *text;

	if (vasprintf(&text, format, ap) < 0)
		err(1, "allocating a text");
	return text;
}

FILE *
xmemstream(char **text, size_t *len)
{
	FILE *f = open_memstream(text, len);

	if (!f)
		err(1, "allocating a text");
	return f;
}

void *
xgrow(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	*room = *room ? *room * 2 : 16;
	return xreallocarray(array, *room, size);
}
