/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/outfile.h"
#include "job/output.h"

#define PRIVATE ".perf-parallel"

char *
output_path(const char *dir, const char *folder, const char *file)
{
	return xasprintf("%s%s%s%s%s", dir, *folder ? "/" : "", folder,
	    file ? "/" : "", file ? file : "");
}

char *
output_private_path(const char *dir, const char *file)
{
	return output_path(dir, PRIVATE, file);
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static bool
is_ours(const char *dir)
{
	char *private = output_private_path(dir, NULL);
	bool ours = is_folder(private);

	free(private);
	return ours;
}

/* Says whether a folder has nothing in it; -1 when it cannot be read. */
static int
is_empty(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *entry;
	int entries = 0;

	if (!d)
		return -1;
	while ((entry = readdir(d)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			entries++;
	closedir(d);
	return !entries;
}

int
output_open(const char *dir)
{
	char *stamps;
	int status;

	if (!is_ours(dir) && !access(dir, F_OK)) {
		int empty = is_empty(dir);

		if (empty < 0) {
			warn("cannot use the output folder %s", dir);
			return -1;
		}
		/* Ours by now, perhaps: another job may just have made it. */
		if (!empty && !is_ours(dir)) {
			warnx("%s is there and was not made by perf-parallel; "
			      "name another output folder with -o", dir);
			return -1;
		}
	}
	stamps = output_private_path(dir, "stamps");
	status = folder_make(stamps);
	free(stamps);
	return status;
}

int
output_check(const char *dir)
{
	if (is_ours(dir))
		return 0;
	warnx("%s is no output folder of perf-parallel; make one with "
	      "perf-parallel emit or run", dir);
	return -1;
}
