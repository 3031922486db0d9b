/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/program_path.h"

bool
program_is(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

char *
program_path(const char *name)
{
	const char *path = getenv("PATH");
	size_t len;

	if (strchr(name, '/'))
		return program_is(name) ? xstrdup(name) : NULL;
	for (path = path ? path : "/usr/bin:/bin";; path += len + 1) {
		len = strcspn(path, ":");
		char *file = xasprintf("%.*s%s%s", (int)len, path,
		    len ? "/" : "", name);

		if (program_is(file))
			return file;
		free(file);
		if (!path[len])
			return NULL;
	}
}
