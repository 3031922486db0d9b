/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file_state.h"
#include "base/note.h"
#include "base/outfile.h"
#include "data/digest.h"
#include "job/merged_file.h"
#include "job/output.h"

/* Of larger files the bytes are not looked at. */
enum { DIGESTED_MAX = 64 << 20 };

/* A note's text: WHAT SIZE MTIME DIGEST PATH, seen from the output folder. */
static const char written_word[] = "written", given_word[] = "given";

struct noted {
	bool written; /* else the user has said that it may be replaced */
	uint64_t size, mtime_ns;
	char digest[DIGEST_TEXT]; /* "-" where it is not looked at */
	const char *path;
};

/* Returns how a file that is there is seen from a folder, for free(3). */
static char *
seen_from(const char *dir, const char *path)
{
	char from[PATH_MAX], to[PATH_MAX], *up = xstrdup(""), *longer;
	size_t same = 0;

	if (!realpath(dir, from) || !realpath(path, to)) {
		free(up);
		return NULL;
	}
	for (size_t i = 0; from[i] == to[i] && to[i]; i++)
		if (to[i] == '/')
			same = i;
	/* All of the folder's path may be the start of the file's. */
	if (!strncmp(from, to, strlen(from)) && to[strlen(from)] == '/')
		same = strlen(from);
	for (const char *at = from + same; *at; at++) {
		if (*at != '/' || !at[1])
			continue;
		longer = xasprintf("../%s", up);
		free(up);
		up = longer;
	}
	longer = xasprintf("%s%s", up, to + same + 1);
	free(up);
	return longer;
}

/* Returns the path of the note of a file seen from its folder, for free(3). */
static char *
note_path(const char *dir, const char *seen)
{
	struct digester *d = digester_start();
	char name[DIGEST_TEXT], *file, *path;
	struct digest digest;

	digester_add_text(d, seen);
	digest = digester_finish(d);
	file = xasprintf("merged/%s", digest_format(name, &digest));
	path = output_private_path(dir, file);
	free(file);
	return path;
}

/* Takes a note's text apart; returns -1 when it is none. */
static int
parse(struct noted *n, const char *text)
{
	char word[sizeof written_word];
	int at = 0;

	if (sscanf(text, "%7s %" SCNu64 " %" SCNu64 " %22s%n", word, &n->size,
		&n->mtime_ns, n->digest, &at) != 4 || text[at] != ' ')
		return -1;
	n->written = !strcmp(word, written_word);
	n->path = text + at + 1;
	return 0;
}

/* Gives the digest of a file as text, or "-" where it is too large. */
static int
digest_as_text(char text[DIGEST_TEXT], const char *path, uint64_t size)
{
	struct digest digest;

	strcpy(text, "-");
	if (size > DIGESTED_MAX)
		return 0;
	if (digest_of_file(&digest, path))
		return -1;
	digest_format(text, &digest);
	return 0;
}

/* Says whether a file is as it was noted. */
static bool
is_as_noted(const struct noted *n, const char *path)
{
	char digest[DIGEST_TEXT];
	struct file_state now;

	if (access(path, F_OK) || file_state_read(&now, path) ||
	    now.size != n->size)
		return false;
	return now.mtime_ns == n->mtime_ns || (now.size <= DIGESTED_MAX &&
		!digest_as_text(digest, path, now.size) &&
		!strcmp(digest, n->digest));
}

/* Says whether a file, seen from the folder, is one of those noted there. */
static bool
is_noted(const char *dir, const char *path, const char *seen)
{
	char *note = note_path(dir, seen), *text = note_read(note);
	struct noted noted;
	bool is = text && !parse(&noted, text) && is_as_noted(&noted, path);

	free(text);
	free(note);
	return is;
}

int
merged_file_check(const char *dir, const char *path)
{
	struct stat st;
	char *seen;
	bool ours;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || !st.st_size)
		return 0;
	seen = seen_from(dir, path);
	/* That one is ours by its name. */
	ours = seen && (!strcmp(seen, "merged.txt") ||
	    is_noted(dir, path, seen));
	free(seen);
	if (ours)
		return 0;
	warnx("%s: it is there and is not what outputs in %s were merged into; "
	      "name another file, remove it, or say --replace=files", path,
	      dir);
	return -1;
}

static int
write_note(const char *dir, const char *path, const char *seen, bool written)
{
	char *note = note_path(dir, seen), *folder = xstrdup(note), *text;
	char digest[DIGEST_TEXT];
	struct file_state state;
	int status = -1;

	*strrchr(folder, '/') = '\0';
	if (!file_state_read(&state, path) &&
	    !digest_as_text(digest, path, state.size) && !folder_make(folder)) {
		text = xasprintf("%s %" PRIu64 " %" PRIu64 " %s %s",
		    written ? written_word : given_word, state.size,
		    state.mtime_ns, digest, seen);
		status = note_write(note, text, false);
		free(text);
	}
	free(folder);
	free(note);
	return status;
}

int
merged_file_note(const char *dir, const char *path, bool written)
{
	char *private = output_private_path(dir, NULL);
	bool writable = !access(private, W_OK | X_OK);
	char *seen = writable ? seen_from(dir, path) : NULL;
	int status = seen ? write_note(dir, path, seen, written) : 0;

	free(seen);
	free(private);
	return status;
}

/* Removes what a note speaks of. */
static int
remove_noted(const char *dir, const char *note)
{
	char *text = note_read(note), *path = NULL;
	struct noted noted;
	int status = 0;

	if (text && !parse(&noted, text) && noted.written) {
		path = xasprintf("%s/%s", dir, noted.path);
		if (is_as_noted(&noted, path) && unlink(path)) {
			warn("cannot remove %s", path);
			status = -1;
		}
	}
	free(path);
	free(text);
	return status;
}

int
merged_files_remove(const char *dir)
{
	char *folder = output_private_path(dir, "merged");
	DIR *d = opendir(folder);
	struct dirent *entry;
	int status = 0;

	while (d && (entry = readdir(d))) {
		char *note = xasprintf("%s/%s", folder, entry->d_name);

		if (*entry->d_name != '.' && remove_noted(dir, note))
			status = -1;
		free(note);
	}
	if (d)
		closedir(d);
	free(folder);
	return status;
}
