/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text_file.h"
#include "plan/perf_config.h"

/* Returns the value at the end of a line without its quotes, for free(3). */
static char *
unquoted(const char *at)
{
	char *value = xstrdup(at), *end = value, *kept = value;
	bool quoted = false;

	for (; *at && (quoted || !strchr("#;", *at)); at++) {
		if (*at == '"') {
			quoted = !quoted;
			kept = end;
			continue;
		}
		if (*at == '\\' && at[1])
			at++;
		*end++ = *at;
		if (quoted || !strchr(" \t\r", *at))
			kept = end;
	}
	*kept = '\0';
	return value;
}

/* Returns what follows "NAME =" in a line, or NULL when it is not that. */
static const char *
value_of_name(const char *line, const char *name)
{
	size_t len = strlen(name);

	line += strspn(line, " \t");
	if (strncasecmp(line, name, len))
		return NULL;
	line += len + strspn(line + len, " \t");
	return *line == '=' ? line + 1 + strspn(line + 1, " \t") : NULL;
}

char *
perf_config_buildid_dir(const char *path)
{
	char *text = text_file_read(path), *rest = text, *line, *end,
	     *dir = NULL;
	bool here = false;
	const char *value;

	while ((line = strsep(&rest, "\n"))) {
		line += strspn(line, " \t");
		/* A key may follow its section in the same line. */
		if (*line == '[' && (end = strchr(line, ']'))) {
			here = !strncasecmp(line, "[buildid]", end + 1 - line);
			line = end + 1;
		}
		value = here ? value_of_name(line, "dir") : NULL;
		if (!value || !*value)
			continue;
		free(dir);
		dir = unquoted(value);
	}
	free(text);
	return dir;
}
