/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/scratch.h"

char scratch[PATH_MAX];

int
scratch_make(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(scratch, sizeof scratch, "%s/perf-parallel-XXXXXX",
	    tmp ? tmp : "/tmp");
	return mkdtemp(scratch) ? 0 : -1;
}

static int
scratch_unlink(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st;
	(void)type;
	(void)f;
	return remove(path);
}

int
scratch_remove(void **state)
{
	(void)state;
	return nftw(scratch, scratch_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
in_scratch(const char *name)
{
	static char path[4][2 * PATH_MAX];
	static unsigned turn;
	char *p = path[turn++ % 4];

	snprintf(p, sizeof *path, "%s/%s", scratch, name);
	return p;
}

bool
is_in_scratch(const char *name)
{
	struct stat st;

	return !lstat(in_scratch(name), &st);
}

void
scratch_write(const char *name, const char *text)
{
	char *path = strdup(in_scratch(name));
	FILE *f;

	for (char *s = path + strlen(scratch) + 1; (s = strchr(s, '/')); s++) {
		*s = '\0';
		mkdir(path, 0777);
		*s = '/';
	}
	f = fopen(path, "we");
	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
	free(path);
}

char *
scratch_read(const char *name)
{
	FILE *f = fopen(in_scratch(name), "re");
	char *text = NULL;
	size_t room = 0;

	if (!f)
		return strdup("");
	if (getdelim(&text, &room, '\0', f) < 0)
		*(text = realloc(text, 1)) = '\0';
	fclose(f);
	return text;
}
