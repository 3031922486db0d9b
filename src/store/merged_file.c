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
#include "base/digest.h"
#include "base/file_state.h"
#include "base/outfile.h"
#include "base/relative_path.h"
#include "base/text_file.h"
#include "store/merged_file.h"
#include "store/output.h"

/* The bytes of larger files are not compared. */
enum { DIGESTED_MAX = 64 << 20 };

/*
 * A note's text is "WHAT SIZE MTIME DIGEST PATH", where PATH is relative to the
 * output folder and WHAT is one of these words.
 */
static const char written_word[] = "written", given_word[] = "given";

struct noted {
	bool written; /* by us; otherwise the user lets us replace it */
	uint64_t size, mtime_ns;
	char digest[DIGEST_TEXT]; /* of the file, "-" for a large one */
	const char *path;
};

/*
 * Returns the path of a file relative to a folder, for free(3), or NULL when
 * one of them is not there.
 */
static char *
path_from(const char *dir, const char *path)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (!realpath(dir, from) || !realpath(path, to))
		return NULL;
	return relative_path(from, to);
}

/* Returns the path of the note of a file, for free(3). */
static char *
note_path(const char *dir, const char *relative)
{
	struct digester *d = digester_start();
	struct digest digest;
	char name[DIGEST_TEXT];

	digester_add_text(d, relative);
	digest = digester_finish(d);
	return output_private_pathf(
	    dir, "merged/%s", digest_format(name, &digest));
}

/* Parses the text of a note.  Returns 0, or -1 when it is none. */
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

/* Gives the digest of a file as text, "-" for a large one. */
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

/* Says whether a file is as a note says. */
static bool
is_in_note(const char *note, const char *path)
{
	char *text = text_file_read(note);
	struct noted noted;
	bool is = text && !parse(&noted, text) && is_as_noted(&noted, path);

	if (!text && errno != ENOENT)
		warn("cannot read %s", note);
	free(text);
	return is;
}

/* The places of the notes of a file. */
struct place {
	char *relative; /* path of the file relative to the output folder */
	char *note;
	char *next; /* the note of a file to be renamed to it */
};

/* The place owns relative from here on. */
static void
place_find(struct place *p, const char *dir, char *relative)
{
	p->relative = relative;
	p->note = note_path(dir, relative);
	p->next = xasprintf("%s.next", p->note);
}

static void
place_release(struct place *p)
{
	free(p->next);
	free(p->note);
	free(p->relative);
}

/* Says whether a file is as one of its notes says. */
static bool
is_noted(const struct place *p, const char *path)
{
	return is_in_note(p->note, path) || is_in_note(p->next, path);
}

int
merged_file_check(const char *dir, const char *path)
{
	struct stat st;
	struct place place;
	char *relative;
	bool ours = false;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || !st.st_size)
		return 0;
	relative = path_from(dir, path);
	if (relative) {
		place_find(&place, dir, relative);
		/* That file is ours by its name. */
		ours = !strcmp(relative, "merged.txt") ||
		    is_noted(&place, path);
		place_release(&place);
	}
	if (ours)
		return 0;
	warnx("%s: it is there, and outputs in %s were not merged into it; "
	      "name another file, remove it, or say --replace=files", path,
	      dir);
	return -1;
}

/*
 * Writes a note of the file at path.  The note is on disk before the file gets
 * its name; otherwise the file would not be ours after a power cut.
 */
static int
write_note(const char *note, const char *path, const char *relative,
    bool written)
{
	char *folder = xstrdup(note), *text;
	char digest[DIGEST_TEXT];
	struct file_state state;
	int status = -1;

	*strrchr(folder, '/') = '\0';
	if (!file_state_read(&state, path) &&
	    !digest_as_text(digest, path, state.size) && !folder_make(folder)) {
		text = xasprintf("%s %" PRIu64 " %" PRIu64 " %s %s",
		    written ? written_word : given_word, state.size,
		    state.mtime_ns, digest, relative);
		status = text_file_write(note, text, true);
		free(text);
	}
	free(folder);
	return status;
}

/* Says whether notes can be written in the output folder dir. */
static bool
takes_notes(const char *dir)
{
	char *private = output_private_path(dir, NULL);
	bool writable = !access(private, W_OK | X_OK);

	free(private);
	return writable;
}

/*
 * Finds the notes of the file at a path that has suffix more bytes at its end
 * while it is a ".part".  Returns false where no note can be written.
 */
static bool
find_writable(
    struct place *p, const char *dir, const char *path, size_t suffix)
{
	char *relative = takes_notes(dir) ? path_from(dir, path) : NULL;

	if (!relative)
		return false;
	relative[strlen(relative) - suffix] = '\0';
	place_find(p, dir, relative);
	return true;
}

int
merged_file_announce(const char *dir, const char *part)
{
	struct place place;
	int status;

	if (!find_writable(&place, dir, part, strlen(".part")))
		return 0;
	status = write_note(place.next, part, place.relative, true);
	place_release(&place);
	return status;
}

int
merged_file_confirm(const char *dir, const char *path)
{
	struct place place;
	int status;

	if (!find_writable(&place, dir, path, 0))
		return 0;
	status = rename(place.next, place.note);
	if (status)
		warn("cannot rename %s to %s", place.next, place.note);
	place_release(&place);
	return status;
}

int
merged_file_allow(const char *dir, const char *path)
{
	struct place place;
	int status;

	if (!find_writable(&place, dir, path, 0))
		return 0;
	status = write_note(place.note, path, place.relative, false);
	place_release(&place);
	return status;
}

/* Removes the file of a note, if it is as it was noted. */
static int
remove_noted(const char *dir, const char *note)
{
	char *text = text_file_read(note), *path = NULL;
	struct noted noted;
	int status = 0;

	if (!text) {
		warn("cannot read %s", note);
		status = -1;
	} else if (!parse(&noted, text) && noted.written) {
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

	if (!d && errno != ENOENT) {
		warn("cannot read folder %s", folder);
		status = -1;
	}
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
