/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/relative_path.h"
#include "plan/plan.h"
#include "store/saved_plan.h"
#include "store/stamps.h"
#include "store/takeover.h"

/*
 * Returns path with the real path of its folder, for free(3), or a copy of path
 * when there is no such folder.
 */
static char *
absolute(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char *folder = slash ? xstrndup(path, slash - path + 1) : xstrdup(".");
	char real[PATH_MAX], *result;

	if (realpath(folder, real))
		result = xasprintf(
		    "%s/%s", strcmp(real, "/") ? real : "", name);
	else
		result = xstrdup(path);
	free(folder);
	return result;
}

/* Says whether two absolute paths start with the same folder. */
static bool
share_top_folder(const char *a, const char *b)
{
	size_t len = strcspn(a + 1, "/");

	return len && !strncmp(a, b, 1 + len) && b[1 + len] == '/';
}

char *
takeover_path(const char *dir, const char *recording)
{
	char real[PATH_MAX], *path = absolute(recording), *relative;

	/* Paths that share only the root are not moved together. */
	if (!realpath(dir, real) || *path != '/' ||
	    !share_top_folder(real, path))
		return path;
	relative = relative_path(real, path);
	free(path);
	return relative;
}

/*
 * Returns a path that is relative to dir as an absolute path or, below the
 * current folder, relative to the latter; for free(3).
 */
static char *
relative_to_here(const char *dir, const char *path)
{
	char *joined = *path == '/' ? xstrdup(path) :
				      xasprintf("%s/%s", dir, path);
	char *whole = absolute(joined), here[PATH_MAX], *text;
	size_t len;

	if (getcwd(here, sizeof here)) {
		len = strlen(here);
		if (!strncmp(whole, here, len) && whole[len] == '/') {
			text = xstrdup(whole + len + 1);
			free(whole);
			whole = text;
		}
	}
	free(joined);
	return whole;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * Counts the finished outputs of an old plan that the new one does not have;
 * new is NULL when all are lost.
 */
static size_t
count_lost(const char *dir, const struct saved_plan *old,
    const struct plan *new)
{
	size_t keys = new ? new->count : 0, lost = 0;
	const char **key = xcalloc(keys + 1, sizeof *key);

	for (size_t i = 0; i < keys; i++)
		key[i] = new->range[i].key.text;
	qsort(key, keys, sizeof *key, by_text);
	for (size_t i = 0; i < old->count; i++) {
		const struct saved_range *r = &old->range[i];
		const char *wanted = r->key;

		lost += !bsearch(&wanted, key, keys, sizeof *key, by_text) &&
		    stamp_is_valid(dir, r->folder, r->key);
	}
	free(key);
	return lost;
}

/* Prints that outputs of another recording would be removed.  Returns -1. */
static int
refuse(const char *dir, const struct saved_plan *old, size_t lost)
{
	char *path = relative_to_here(dir, old->path);

	warnx("%s has %zu finished output%s of another recording, %s (%s), "
	      "which would be removed; name another output folder with -o, or "
	      "have them removed with --replace=outputs", dir, lost,
	    lost == 1 ? "" : "s", path, old->command);
	free(path);
	return -1;
}

static bool
is_same_recording(const struct saved_plan *old, const struct plan *new)
{
	/* A plan of an earlier version does not name its recording. */
	return !*old->path || !strcmp(old->path, new->path) ||
	    !memcmp(&old->recording, &new->recording, sizeof old->recording);
}

/* Checks a new plan against the old plan in the output folder. */
static int
check(const char *dir, const struct saved_plan *old, const struct plan *new,
    bool replace)
{
	bool same = is_same_recording(old, new);
	size_t lost;

	if (same && (!*old->command || !strcmp(old->command, new->command)))
		return 0;
	lost = count_lost(dir, old, new);
	if (lost && !same && !replace)
		return refuse(dir, old, lost);
	if (lost)
		warnx("note: %s: removes %zu finished output%s of %s", dir,
		    lost, lost == 1 ? "" : "s", old->command);
	return 0;
}

int
takeover_check(const char *dir, const struct plan *new, bool replace)
{
	struct saved_plan old;
	int status;

	saved_plan_find(&old, dir);
	status = old.count ? check(dir, &old, new, replace) : 0;
	saved_plan_release(&old);
	return status;
}

int
takeover_check_removal(const char *dir, bool replace)
{
	struct saved_plan old;
	char *path;
	size_t lost;
	int status = 0;

	saved_plan_find(&old, dir);
	if (old.count && *old.path && !replace) {
		path = *old.path == '/' ? xstrdup(old.path) :
					  xasprintf("%s/%s", dir, old.path);
		lost = access(path, F_OK) ? 0 : count_lost(dir, &old, NULL);
		if (lost)
			status = refuse(dir, &old, lost);
		free(path);
	}
	saved_plan_release(&old);
	return status;
}
