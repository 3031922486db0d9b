/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <dirent.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "perfdata/recording_files.h"

/* Selects the names of files that perf may read beside the file data. */
static int
is_part(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "data.", strlen("data."));
}

/* Adds a file of a folder; perf ignores anything that is no file. */
static void
add_file(struct words *files, const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct stat st;

	if (!stat(path, &st) && S_ISREG(st.st_mode))
		words_add(files, path);
	free(path);
}

int
recording_files(struct words *files, const char *path, bool *is_folder)
{
	struct dirent **entry;
	struct stat st;
	int count;

	words_init(files);
	*is_folder = !stat(path, &st) && S_ISDIR(st.st_mode);
	if (!*is_folder) {
		words_addf(files, "%s", path);
		return 0;
	}
	count = scandir(path, &entry, is_part, versionsort);
	if (count < 0) {
		warn("cannot read the folder %s", path);
		return -1;
	}
	words_addf(files, "%s/data", path);
	for (int i = 0; i < count; i++) {
		add_file(files, path, entry[i]->d_name);
		free(entry[i]);
	}
	free(entry);
	return 0;
}

/* Adds the state of a file to that of all files. */
static void
add_state(struct file_state *all, const struct file_state *one)
{
	all->size += one->size;
	if (one->mtime_ns > all->mtime_ns)
		all->mtime_ns = one->mtime_ns;
	if (one->ctime_ns > all->ctime_ns)
		all->ctime_ns = one->ctime_ns;
	/* FNV's prime, so that the order of files matters. */
	all->inode = all->inode * 1099511628211 + one->inode;
	all->settled = all->settled && one->settled;
}

int
recording_files_state(struct file_state *state, const char *path)
{
	struct file_state one;
	struct words files;
	bool is_folder;
	int status = recording_files(&files, path, &is_folder);

	for (size_t i = 0; !status && i < files.count; i++) {
		status = file_state_read(&one, files.word[i]);
		if (!status && i == 0)
			*state = one;
		else if (!status)
			add_state(state, &one);
	}
	words_release(&files);
	return status;
}

int
recording_files_digest(struct digest *digest, const char *path)
{
	struct digest *each;
	struct words files;
	bool is_folder;
	int status = recording_files(&files, path, &is_folder);

	each = xcalloc(files.count ? files.count : 1, sizeof *each);
	for (size_t i = 0; !status && i < files.count; i++)
		status = digest_of_file(&each[i], files.word[i]);
	if (!status)
		*digest = digest_of_files(each, files.count);
	free(each);
	words_release(&files);
	return status;
}
