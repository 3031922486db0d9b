/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "plan/build_id.h"
#include "plan/file_search.h"
#include "plan/found.h"

/* What is known of a path, so that the system is asked only once. */
enum presence { NOT_ASKED, MISSING, THERE };

bool
file_search_is_there(struct file_search *s, const char *path)
{
	uint64_t digest = digest_number_of(path, strlen(path), 0);
	enum presence known = number_map_get(&s->known, digest, 0);
	const char *slash = strrchr(path, '/');
	struct stat st;

	if (known)
		return known == THERE;
	known = THERE;
	if (slash && slash > path) {
		char *folder = xstrndup(path, slash - path);

		if (!file_search_is_there(s, folder))
			known = MISSING;
		free(folder);
	}
	if (known == THERE && lstat(path, &st)) {
		known = MISSING;
		words_addf(&s->found->missing, "%s", path);
	}
	number_map_set(&s->known, digest, 0, known);
	return known == THERE;
}

/* The lists of paths that add_once() can add to. */
enum list { LIST_THERE = 1, LIST_WATCHED };

/* Adds a path to a list, unless it is there already. */
static void
add_once(struct file_search *s, enum list list, const char *path)
{
	uint64_t digest = digest_number_of(path, strlen(path), 0);

	if (number_map_get(&s->known, digest, list))
		return;
	number_map_set(&s->known, digest, list, THERE);
	words_addf(list == LIST_THERE ? &s->found->there : &s->found->watched,
	    "%s", path);
}

/*
 * Adds to the state the size and the times of a file below --symfs, which
 * somebody has put there and may replace.
 */
static void
add_times(struct file_search *s, const char *path)
{
	struct stat st, link;

	if (!*s->symfs || strncmp(path, s->symfs, strlen(s->symfs)) ||
	    stat(path, &st) || !S_ISREG(st.st_mode) || lstat(path, &link))
		return;
	add_once(s, LIST_WATCHED, path);
	fprintf(s->state, "%jd %" PRIu64 " %" PRIu64 " ",
	    (intmax_t)st.st_size, nanosec_of(st.st_mtim),
	    nanosec_of(link.st_mtim));
}

/* Adds to the state the digest of a file, or the time of a large one. */
static void
add_bytes(struct file_search *s, const char *path, const struct stat *st)
{
	enum { READ_MAX = 64 << 20 };
	struct digest digest;
	char text[DIGEST_TEXT];

	fprintf(s->state, " %jd ", (intmax_t)st->st_size);
	if (S_ISREG(st->st_mode) && st->st_size <= READ_MAX &&
	    !access(path, R_OK) && !digest_of_file(&digest, path))
		fputs(digest_format(text, &digest), s->state);
	else
		fprintf(s->state, "%" PRIu64, nanosec_of(st->st_mtim));
}

/*
 * Adds to the state whether a file, which is there and may be read, has this
 * build ID: perf uses no other file for what was mapped.  A file without any,
 * such as a compressed kernel module, is identified by its bytes.
 */
static void
add_id(struct file_search *s, const char *path, const char *id)
{
	char now[BUILD_ID_TEXT];
	struct stat st;

	add_once(s, LIST_WATCHED, path);
	if (!build_id_read(path, now)) {
		fputc(strcmp(now, id) ? 'o' : 'r', s->state);
		return;
	}
	fputc('n', s->state);
	if (!stat(path, &st))
		add_bytes(s, path, &st);
}

void
file_search_add(struct file_search *s, const char *path, const char *id)
{
	if (!file_search_is_there(s, path)) {
		fputc('-', s->state);
		return;
	}
	add_once(s, LIST_THERE, path);
	add_times(s, path);
	if (access(path, R_OK))
		fputc('x', s->state);
	else if (strcmp(id, "-"))
		add_id(s, path, id);
	else
		fputc('r', s->state);
}

bool
file_search_add_watched(struct file_search *s, const char *path)
{
	struct stat st;
	bool taken;

	add_once(s, LIST_WATCHED, path);
	if (!file_search_is_there(s, path) || stat(path, &st)) {
		fputc('-', s->state);
		return false;
	}
	add_once(s, LIST_THERE, path);
	taken = !st.st_uid || st.st_uid == geteuid();
	fprintf(s->state, "%s%s", access(path, R_OK) ? "x" : "r",
	    taken ? "r" : "x");
	add_bytes(s, path, &st);
	return taken;
}

void
file_search_note_there(struct file_search *s, const char *path)
{
	if (file_search_is_there(s, path))
		add_once(s, LIST_THERE, path);
}
