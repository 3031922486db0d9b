/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/outfile.h"
#include "job/output.h"
#include "job/stamps.h"
#include "plan/plan.h"

static char *
stamp_path(const char *dir, const char *folder, const char *key)
{
	char *file = xasprintf("stamps/%s@%s", range_name(folder), key);
	char *path = output_private_path(dir, file);

	free(file);
	return path;
}

/* Cuts a path at its last slash; returns what was behind it. */
static char *
split_path(char *path)
{
	char *slash = strrchr(path, '/');

	*slash = '\0';
	return slash + 1;
}

int
stamp_make(const char *dir, const char *folder, const char *key)
{
	char *path = stamp_path(dir, folder, key);
	char *parent = xstrdup(path);
	bool deep = strchr(folder, '/');
	char *target = xasprintf("%s../../%s%sout.txt", deep ? "../" : "",
	    folder, *folder ? "/" : "");
	int status;

	split_path(parent);
	status = folder_make(parent);
	if (!status) {
		unlink(path);
		status = symlink(target, path);
		if (status)
			warn("cannot make the stamp %s, a symbolic link", path);
	}
	free(target);
	free(parent);
	free(path);
	return status;
}

bool
stamp_is_valid(const char *dir, const char *folder, const char *key)
{
	char *path = stamp_path(dir, folder, key);
	struct stat st;
	bool valid = !lstat(path, &st) && S_ISLNK(st.st_mode) &&
	    !stat(path, &st) && S_ISREG(st.st_mode);

	free(path);
	return valid;
}

/* Removes the files of parent whose names begin with prefix. */
static int
remove_all(const char *parent, const char *prefix)
{
	DIR *d = opendir(parent);
	struct dirent *entry;
	int status = 0, removed = 0;

	if (!d) {
		if (errno == ENOENT)
			return 0;
		warn("cannot read folder %s", parent);
		return -1;
	}
	while ((entry = readdir(d))) {
		if (strncmp(entry->d_name, prefix, strlen(prefix)))
			continue;
		if (unlinkat(dirfd(d), entry->d_name, 0)) {
			warn("cannot remove %s/%s", parent, entry->d_name);
			status = -1;
		}
		removed = 1;
	}
	closedir(d);
	return removed && folder_sync(parent) ? -1 : status;
}

int
stamps_remove(const char *dir, const char *folder)
{
	char *path = stamp_path(dir, folder, "");
	char *name = split_path(path);
	int status = remove_all(path, name);

	free(path);
	return status;
}
