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
#include "store/cleaning.h"
#include "store/merged_file.h"
#include "store/output.h"
#include "store/stamps.h"

/* Removes a file from a folder, which may not exist. */
static int
remove_file(const char *folder, const char *file)
{
	char *path = xasprintf("%s/%s", folder, file);
	int status = unlink(path) && errno != ENOENT && errno != ENOTDIR ? -1 :
	    0;

	if (status)
		warn("cannot remove %s", path);
	free(path);
	return status;
}

/* The files that a job writes into the folder of a range. */
static const char *const files[] = { "cmd.txt", "out.txt", "err.txt",
	"cmd.txt.part", "out.txt.part", "err.txt.part" };

enum { FILES = sizeof files / sizeof *files };

static int
remove_output(const char *folder)
{
	int status = 0;

	for (size_t i = 0; i < FILES; i++)
		if (remove_file(folder, files[i]))
			status = -1;
	return status;
}

static bool
is_output(const char *name)
{
	for (size_t i = 0; i < FILES; i++)
		if (!strcmp(name, files[i]))
			return true;
	return !strcmp(name, ".") || !strcmp(name, "..");
}

bool
clean_is_ours_alone(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *entry;
	bool alone = d;

	while (alone && (entry = readdir(d)))
		alone = is_output(entry->d_name);
	if (d)
		closedir(d);
	return alone;
}

/* Removes a folder, unless it contains files of the user. */
static int
remove_folder(const char *path)
{
	if (!rmdir(path) || errno == ENOTEMPTY || errno == EEXIST ||
	    errno == ENOENT || errno == ENOTDIR)
		return 0;
	warn("cannot remove folder %s", path);
	return -1;
}

/* Opens a folder; *d is NULL when it does not exist. */
static int
open_folder(const char *path, DIR **d)
{
	*d = opendir(path);
	if (*d || errno == ENOENT || errno == ENOTDIR)
		return 0;
	warn("cannot read folder %s", path);
	return -1;
}

/* Removes the files of a range, and its folders if they are empty then. */
static int
remove_range(const char *dir, const char *folder)
{
	char *path = output_path(dir, folder, NULL);
	int status = remove_output(path);

	if (*folder && remove_folder(path))
		status = -1;
	if (strchr(folder, '/')) {
		*strrchr(path, '/') = '\0';
		if (remove_folder(path))
			status = -1;
	}
	free(path);
	return status;
}

int
clean_ranges(const char *dir, const char *const *folder, size_t count)
{
	int status = stamps_remove_ranges(dir, folder, count);

	for (size_t i = 0; !status && i < count; i++)
		status = remove_range(dir, folder[i]);
	return status;
}

int
clean_moved(const char *dir)
{
	char *path = output_private_path(dir, "moved");
	struct dirent *entry;
	DIR *d;
	int status = open_folder(path, &d);

	while (d && (entry = readdir(d))) {
		char *folder = xasprintf("%s/%s", path, entry->d_name);

		if (*entry->d_name != '.')
			status |= remove_output(folder) | remove_folder(folder);
		free(folder);
	}
	if (d)
		closedir(d);
	status |= remove_folder(path);
	free(path);
	return status;
}

/* Says whether name is prefix and a number. */
static bool
is_numbered(const char *name, const char *prefix)
{
	size_t len = strlen(prefix);

	return !strncmp(name, prefix, len) && name[len] &&
	    !name[len + strspn(name + len, "0123456789")];
}

/*
 * Removes the ranges without stamps below a folder, which is "" or that of a
 * CPU.  Their names are enough, so that this works without a plan.
 */
static int
remove_ranges(const char *dir, const char *folder)
{
	char *path = output_path(dir, folder, NULL);
	struct dirent *entry;
	DIR *d;
	int status = open_folder(path, &d);

	free(path);
	while (d && (entry = readdir(d))) {
		char *name = xasprintf("%s%s%s", folder, *folder ? "/" : "",
		    entry->d_name);

		if (!*folder && is_numbered(entry->d_name, "cpu-"))
			status |= remove_ranges(dir, name);
		else if (is_numbered(entry->d_name, "time-range-"))
			status |= remove_range(dir, name);
		free(name);
	}
	if (d)
		closedir(d);
	return remove_range(dir, folder) | status;
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

/* Finds out whether a folder contains anything but our own. */
static int
look_for_others(const char *dir, bool *others)
{
	struct dirent *entry;
	DIR *d;

	*others = false;
	if (open_folder(dir, &d))
		return -1;
	while (d && (entry = readdir(d)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    strcmp(entry->d_name, OUTPUT_PRIVATE))
			*others = true;
	if (d)
		closedir(d);
	return 0;
}

/* Removes everything in our own folder. */
static int
empty_private(const char *private)
{
	int status;

	errno = 0;
	status = nftw(private, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	if (status && errno)
		warn("cannot clear folder %s", private);
	return status;
}

/* Removes all our files from a folder that we have locked. */
static int
clean_locked(const char *dir)
{
	char *private = output_private_path(dir, NULL);
	/*
	 * Stamps are removed before outputs, so that no stamp is wrong at any
	 * time.
	 */
	int status = stamps_remove_all(dir) || clean_moved(dir) |
	    remove_ranges(dir, "") | merged_files_remove(dir) |
	    remove_file(dir, "merged.txt") |
	    remove_file(dir, "merged.txt.part");
	bool others;

	if (!status)
		status = empty_private(private) | look_for_others(dir, &others);
	/*
	 * The files that are left are not ours; the folder remains an output
	 * folder.
	 */
	if (!status && !others)
		status = remove_folder(private) | remove_folder(dir);
	free(private);
	return status;
}

int
clean_output(const char *dir)
{
	int status, lock;

	if (access(dir, F_OK) && errno == ENOENT)
		return 0;
	/* We may have been interrupted just before the end. */
	if (output_is_new(dir) && !rmdir(dir))
		return 0;
	if (output_check(dir) || output_open(dir))
		return -1;
	lock = output_lock(dir, OUTPUT_REARRANGED);
	if (lock < 0)
		return -1;
	status = clean_locked(dir);
	close(lock);
	return status ? -1 : 0;
}
