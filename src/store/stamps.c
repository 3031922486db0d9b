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
#include "base/text_file.h"
#include "plan/plan.h"
#include "store/output.h"
#include "store/stamps.h"

static char *
stamp_path(const char *dir, const char *folder, const char *key)
{
	return output_private_pathf(
	    dir, "stamps/%s@%s", range_name(folder), key);
}

/* Cuts a path at its last slash; returns what was after it. */
static char *
split_path(char *path)
{
	char *slash = strrchr(path, '/');

	*slash = '\0';
	return slash + 1;
}

/* The contents of a stamp that is a regular file. */
static const char text[] = "complete\n";

static char *
note_path(const char *dir)
{
	return output_private_path(dir, "stamps-are-files");
}

bool
stamps_are_files(const char *dir)
{
	char *path = note_path(dir);
	bool noted = !access(path, F_OK);

	free(path);
	return noted;
}

/* Says whether an error would also keep us from writing regular files. */
static bool
is_of_disk(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EIO ||
	    error == ENOMEM;
}

/*
 * Makes a link and removes it.  Returns 0, or 1 where there are no links, or
 * -1.
 */
static int
try_link(const char *path)
{
	struct stat st;
	int status = 0;

	/* Another process may try it, too, or was killed before unlink(). */
	if (symlink("nowhere", path) && errno != EEXIST)
		status = is_of_disk(errno) ? -1 : 1;
	else if (!lstat(path, &st) && !S_ISLNK(st.st_mode))
		status = 1;
	if (status < 0)
		warn("cannot make %s, a symbolic link", path);
	else if (unlink(path) && errno != ENOENT && !status) {
		warn("cannot remove %s", path);
		status = -1;
	}
	return status;
}

int
stamps_try(const char *dir)
{
	char *path, *note;
	int status;

	/* Stamps that are files stay valid even if links are possible now. */
	if (stamps_are_files(dir))
		return 0;
	path = output_private_path(dir, "link");
	note = note_path(dir);
	status = try_link(path);
	if (status > 0)
		status = text_file_write(
		    note, "no symbolic links here\n", true);
	free(note);
	free(path);
	return status;
}

/* Makes a stamp that is a link. */
static int
make_link(const char *path, const char *folder)
{
	bool deep = strchr(folder, '/');
	char *target = xasprintf("%s../../%s%sout.txt", deep ? "../" : "",
	    folder, *folder ? "/" : "");
	int status = symlink(target, path), error = errno;

	free(target);
	if (!status)
		return 0;
	errno = error;
	if (is_of_disk(error))
		warn("cannot make the stamp %s, a symbolic link", path);
	else
		warn("cannot make the stamp %s, a symbolic link; emit or run "
		     "again, which then does without", path);
	return -1;
}

int
stamp_make(const char *dir, const char *folder, const char *key)
{
	char *path = stamp_path(dir, folder, key);
	char *parent = xstrdup(path);
	int status;

	split_path(parent);
	status = folder_make(parent);
	if (!status) {
		unlink(path);
		status = stamps_are_files(dir) ?
		    text_file_write(path, text, true) :
		    make_link(path, folder);
	}
	free(parent);
	free(path);
	return status;
}

static bool
is_regular(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

/* Says whether a regular file is a stamp, in a folder with such stamps. */
static bool
is_stamp_file(const char *dir, const char *path)
{
	char *found = stamps_are_files(dir) ? text_file_read(path) : NULL;
	bool is = found && !strcmp(found, text);

	free(found);
	return is;
}

bool
stamp_is_valid(const char *dir, const char *folder, const char *key)
{
	char *path = stamp_path(dir, folder, key);
	char *out = output_path(dir, folder, "out.txt");
	struct stat st;
	bool valid = !lstat(path, &st) && is_regular(out) &&
	    (S_ISLNK(st.st_mode) ? is_regular(path) :
				   is_stamp_file(dir, path));

	free(out);
	free(path);
	return valid;
}

/* The ranges whose stamps are removed, in the order of strcmp(3). */
struct going {
	const char *const *name;
	size_t count;
};

/* A file in the folder of stamps. */
struct entry {
	const char *cpu;  /* the folder of its CPU, such as "cpu-0/", or "" */
	const char *file;
	size_t len; /* length of the file's name before the @ */
};

/* Compares the range of a file with one in a list. */
static int
compare_range(const void *entry, const void *name)
{
	const struct entry *e = entry;
	const char *range = *(const char *const *)name;
	size_t len = strlen(e->cpu);
	int difference = strncmp(e->cpu, range, len);

	if (difference)
		return difference;
	difference = strncmp(e->file, range + len, e->len);
	return difference ? difference : -(range[len + e->len] != '\0');
}

/* Says whether to remove a file; g is NULL for all stamps. */
static bool
is_going(const struct going *g, const char *cpu, const char *file)
{
	const char *at = strchr(file, '@');
	const struct entry entry = { cpu, file, at ? at - file : 0 };

	if (!at)
		return false;
	return !g || (g->count && bsearch(&entry, g->name, g->count,
				      sizeof *g->name, compare_range));
}

/* Removes stamps from the folder of a CPU, or of no CPU. */
static int
remove_from(const char *parent, const char *cpu, const struct going *g)
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
		if (!is_going(g, cpu, entry->d_name))
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
	const char *range = name;
	int status;

	*strchr(name, '@') = '\0';
	status = remove_from(path, "", &(struct going){ &range, 1 });
	free(path);
	return status;
}

/* Removes stamps from all folders; g is NULL for all stamps. */
static int
remove_going(const char *dir, const struct going *g)
{
	char *stamps = output_private_path(dir, "stamps");
	DIR *d = opendir(stamps);
	struct dirent *entry;
	int status = remove_from(stamps, "", g);

	/* The stamps of each CPU lie in a folder of their own. */
	while (d && (entry = readdir(d))) {
		char *path = xasprintf("%s/%s", stamps, entry->d_name);
		char *cpu = xasprintf("%s/", entry->d_name);

		if (!strncmp(cpu, "cpu-", strlen("cpu-")) && !strchr(cpu, '@'))
			status |= remove_from(path, cpu, g);
		free(cpu);
		free(path);
	}
	if (d)
		closedir(d);
	free(stamps);
	return status;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int
stamps_remove_ranges(const char *dir, const char *const *folder, size_t count)
{
	const char **name = xcalloc(count, sizeof *name);
	int status;

	for (size_t i = 0; i < count; i++)
		name[i] = range_name(folder[i]);
	qsort(name, count, sizeof *name, by_name);
	status = count ? remove_going(dir, &(struct going){ name, count }) : 0;
	free(name);
	return status;
}

int
stamps_remove_all(const char *dir)
{
	return remove_going(dir, NULL);
}
