/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "job/cleaning.h"
#include "job/output.h"
#include "job/stamps.h"

/* Removes a file that may not be there. */
static int
remove_file(const char *dir, const char *folder, const char *file)
{
	char *path = output_path(dir, folder, file);
	int status = unlink(path) && errno != ENOENT && errno != ENOTDIR ? -1 :
	    0;

	if (status)
		warn("cannot remove %s", path);
	free(path);
	return status;
}

int
clean_range(const char *dir, const char *folder)
{
	static const char *const file[] = { "cmd.txt", "out.txt", "err.txt",
		"cmd.txt.part", "out.txt.part", "err.txt.part" };
	char *path;
	int status = stamps_remove(dir, folder);

	for (size_t i = 0; i < sizeof file / sizeof *file; i++)
		if (remove_file(dir, folder, file[i]))
			status = -1;
	if (!*folder)
		return status;
	/* Somebody else's files may be in these; then they stay. */
	path = output_path(dir, folder, NULL);
	rmdir(path);
	if (strchr(folder, '/')) {
		*strrchr(path, '/') = '\0';
		rmdir(path);
	}
	free(path);
	return status;
}

/* Says whether name is prefix with a number behind it. */
static bool
is_numbered(const char *name, const char *prefix)
{
	size_t len = strlen(prefix);

	return !strncmp(name, prefix, len) && name[len] &&
	    !name[len + strspn(name + len, "0123456789")];
}

/*
 * Removes the ranges below a folder, "" or that of a CPU.  They are known by
 * their names, so that this works without a plan.
 */
static int
remove_ranges(const char *dir, const char *folder)
{
	char *path = output_path(dir, folder, NULL);
	DIR *d = opendir(path);
	struct dirent *entry;
	int status = 0;

	free(path);
	while (d && (entry = readdir(d))) {
		char *name = xasprintf("%s%s%s", folder, *folder ? "/" : "",
		    entry->d_name);

		if (!*folder && is_numbered(entry->d_name, "cpu-"))
			status |= remove_ranges(dir, name);
		else if (is_numbered(entry->d_name, "time-range-"))
			status |= clean_range(dir, name);
		free(name);
	}
	if (d)
		closedir(d);
	return clean_range(dir, folder) | status;
}

static int
remove_entry(
    const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	if (!where->level || !remove(path))
		return 0;
	warn("cannot remove %s", path);
	return -1;
}

int
clean_output(const char *dir)
{
	char *private;
	int status;

	if (access(dir, F_OK) && errno == ENOENT)
		return 0;
	if (output_check(dir))
		return -1;
	private = output_private_path(dir, NULL);
	status = remove_ranges(dir, "") | remove_file(dir, "", "merged.txt") |
	    remove_file(dir, "", "merged.txt.part");
	if (!status)
		status = nftw(private, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	/* What is left is not ours; then the folder stays marked as ours. */
	if (!status && !rmdir(private) && rmdir(dir) && mkdir(private, 0777)) {
		warn("cannot make folder %s", private);
		status = -1;
	}
	free(private);
	return status ? -1 : 0;
}
