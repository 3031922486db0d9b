/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/words.h"
#include "plan/key.h"

static bool
is_program(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

/* Returns the path of the program that name stands for, or NULL. */
static char *
search(const char *name)
{
	const char *path = getenv("PATH");
	size_t len;

	if (strchr(name, '/'))
		return is_program(name) ? xstrdup(name) : NULL;
	for (path = path ? path : "/usr/bin:/bin";; path += len + 1) {
		len = strcspn(path, ":");
		char *file = xasprintf("%.*s%s%s", (int)len, path,
		    len ? "/" : "", name);

		if (is_program(file))
			return file;
		free(file);
		if (!path[len])
			return NULL;
	}
}

int
program_find(struct program *p, const char *name)
{
	p->path = search(name);
	if (!p->path) {
		warnx("cannot find a program '%s'%s", name,
		    strchr(name, '/') ? "" : " in PATH");
		return -1;
	}
	if (!file_state_read(&p->state, p->path))
		return 0;
	free(p->path);
	return -1;
}

struct key
key_of(const struct digest *recording, const struct words *command,
    const struct program *perf, const char *consumer)
{
	struct digester *d = digester_start();
	char *identity = xasprintf("%s %" PRIu64 " %" PRIu64, perf->path,
	    perf->state.size, perf->state.mtime_ns);
	struct digest sum;
	struct key key;

	digester_add_text(d, "perf-parallel key 1");
	digester_add(d, recording->bytes, sizeof recording->bytes);
	digester_add_text(d, identity);
	for (size_t i = 0; i < command->count; i++)
		digester_add_text(d, command->word[i]);
	digester_add_text(d, consumer ? "piped to" : "not piped");
	digester_add_text(d, consumer ? consumer : "");
	free(identity);
	sum = digester_finish(d);
	digest_format(key.text, &sum);
	return key;
}
