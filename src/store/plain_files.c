/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/outfile.h"
#include "base/text_file.h"
#include "plan/debug_info.h"
#include "plan/found.h"
#include "plan/perf_command.h"
#include "plan/perf_paths.h"
#include "slice/lookups.h"
#include "store/output.h"
#include "store/plain_files.h"

static char *
note_path(const char *dir)
{
	return output_private_path(dir, "plain-files");
}

/* Says whether one of the files from first on may have debug info. */
static bool
any_has_debug_info(const struct words *files, size_t first)
{
	for (size_t i = first; i < files->count; i++)
		if (debug_info_may_be_in(files->word[i]))
			return true;
	return false;
}

/*
 * Says whether perf finds a mapped file, and neither that nor another one that
 * it looks for has debugging information.
 */
static bool
is_plain(struct perf_paths *paths, const struct lookup *lookup)
{
	const struct found *found = paths->search.found;
	size_t there = found->there.count, watched = found->watched.count;

	perf_paths_add(paths, lookup);
	return found->there.count + found->watched.count > there + watched &&
	    !any_has_debug_info(&found->there, there) &&
	    !any_has_debug_info(&found->watched, watched);
}

/* Writes the names of plain files, a line each. */
static void
write_names(FILE *out, const struct lookups *lookups,
    const struct perf_command *c)
{
	struct found found = { 0 };
	struct perf_paths paths;
	char *state;
	size_t len;

	perf_paths_start(&paths, &found, c);
	paths.search.state = xmemstream(&state, &len);
	perf_paths_add_config(&paths, c);
	for (size_t i = 0; i < lookups->count; i++) {
		const struct lookup *l = &lookups->lookup[i];

		if (l->kind == LOOKUP_FILE && is_plain(&paths, l))
			fprintf(out, "%s\n", l->name);
	}
	fclose(paths.search.state);
	free(state);
	perf_paths_release(&paths);
	found_release(&found);
}

/* Says whether perf, or addr2line, asks servers for debugging information. */
static bool
asks_servers(void)
{
	const char *urls = getenv("DEBUGINFOD_URLS");

	return urls && *urls;
}

int
plain_files_note(const char *dir, const struct lookups *lookups,
    const struct perf_command *c)
{
	char *path = note_path(dir);
	struct outfile note;
	int status;

	if (asks_servers()) {
		status = text_file_remove(path);
		free(path);
		return status;
	}
	status = outfile_open(&note, path);
	if (!status) {
		write_names(note.stream, lookups, c);
		status = outfile_commit(&note, false);
	}
	free(path);
	return status;
}

char *
plain_files_path(const char *dir)
{
	char *path = note_path(dir);

	if (!access(path, R_OK))
		return path;
	free(path);
	return NULL;
}
