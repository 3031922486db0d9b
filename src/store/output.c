/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/file.h>
#include <sys/stat.h>

#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file_state.h"
#include "base/lock.h"
#include "base/outfile.h"
#include "store/output.h"

char *
output_path(const char *dir, const char *folder, const char *file)
{
	return xasprintf("%s%s%s%s%s", dir, *folder ? "/" : "", folder,
	    file ? "/" : "", file ? file : "");
}

char *
output_private_path(const char *dir, const char *file)
{
	return output_path(dir, OUTPUT_PRIVATE, file);
}

char *
output_private_pathf(const char *dir, const char *format, ...)
{
	va_list arguments;
	char *file, *path;

	va_start(arguments, format);
	file = xvasprintf(format, arguments);
	va_end(arguments);
	path = output_private_path(dir, file);
	free(file);
	return path;
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

/* Says whether a folder is empty; -1 when it cannot be read. */
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
		/* Another job may have just made it an output folder. */
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

bool
output_is_new(const char *dir)
{
	return !is_ours(dir);
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

/* Says whether a file has the name of a file of a range. */
static bool
has_name_of_output(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	return !strcmp(name, "out.txt") || !strcmp(name, "err.txt") ||
	    !strcmp(name, "cmd.txt");
}

int
output_check_apart(const char *dir, const char *path)
{
	char *private = output_private_path(dir, NULL);
	bool ours = file_is_within(path, private) ||
	    (has_name_of_output(path) && file_is_within(path, dir));

	free(private);
	if (!ours && strcmp(path, dir) && !file_is(path, dir))
		return 0;
	warnx("%s is reserved for the output folder %s; name another file",
	    path, dir);
	return -1;
}

/*
 * Prints once that the file system has no locks; only when planning, not in
 * every job.
 */
static void
tell_unlocked(const char *dir, enum output_use use)
{
	static bool told;

	if (use != OUTPUT_DECODED && !told)
		warn("note: files cannot be locked in %s, so run only one make "
		     "or perf-parallel there at a time", dir);
	told = true;
}

int
output_lock(const char *dir, enum output_use use)
{
	/*
	 * Jobs wait while outputs are rearranged; the reverse would wait for
	 * hours.
	 */
	static const struct {
		const char *file;
		int how;
		unsigned seconds;
	} uses[] = {
		[OUTPUT_PLANNED] = { NULL, LOCK_EX, 60 },
		[OUTPUT_REARRANGED] = { "stamps", LOCK_EX, 2 },
		[OUTPUT_DECODED] = { "stamps", LOCK_SH, 60 },
	};
	char *path = output_private_path(dir, uses[use].file);
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), status = -1;
	bool waited;

	if (fd < 0)
		warn("cannot lock %s", path);
	else
		status = lock_soon(
		    fd, uses[use].how, uses[use].seconds * 1000, &waited);
	free(path);
	if (status > 0)
		tell_unlocked(dir, use);
	if (fd < 0 || status >= 0)
		return fd;
	warnx("%s is in use: wait until the jobs there have ended, or end them",
	    dir);
	close(fd);
	return -1;
}
