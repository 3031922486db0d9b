/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/relative_path.h"

/* Returns the length of the part of two paths that names common folders. */
static size_t
common_length(const char *a, const char *b)
{
	size_t common = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++)
		if (a[i] == '/')
			common = i + 1;
	return common;
}

char *
relative_path(const char *folder, const char *path)
{
	char *from = xasprintf("%s/", strcmp(folder, "/") ? folder : "");
	size_t common = common_length(from, path), up = 0;
	char *text;

	for (const char *at = from + common; *at; at++)
		up += *at == '/';
	text = xcalloc(3 * up + strlen(path + common) + 1, 1);
	for (size_t i = 0; i < up; i++)
		strcat(text, "../");
	strcat(text, path + common);
	free(from);
	return text;
}
