/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/outfile.h"
#include "plan/plan.h"
#include "store/cleaning.h"
#include "store/output.h"
#include "store/renumbering.h"
#include "store/saved_plan.h"
#include "store/stamps.h"

/* Returns the path of an output while it is moved, for free(3). */
static char *
moved_path(const char *dir, const char *key)
{
	return output_private_pathf(dir, "moved/%s", key);
}

static int
by_key(const void *a, const void *b)
{
	return strcmp((*(const struct range *const *)a)->key.text,
	    (*(const struct range *const *)b)->key.text);
}

static int
by_folder(const void *a, const void *b)
{
	return strcmp((*(const struct range *const *)a)->folder,
	    (*(const struct range *const *)b)->folder);
}

typedef int compare(const void *, const void *);

/* Returns the ranges of a plan, sorted for a search, for free(3). */
static const struct range **
sort_ranges(const struct plan *p, compare *by)
{
	const struct range **sorted = xcalloc(p->count, sizeof *sorted);

	for (size_t i = 0; i < p->count; i++)
		sorted[i] = &p->range[i];
	qsort(sorted, p->count, sizeof *sorted, by);
	return sorted;
}

/* Finds the range with the folder or the key of an old one; NULL for none. */
static const struct range *
find_range(const struct range **sorted, size_t count, compare *by,
    const struct saved_range *old)
{
	struct range wanted = { .folder = old->folder };
	const struct range *key = &wanted, *const *found;

	memcpy(wanted.key.text, old->key, sizeof old->key);
	found = bsearch(&key, sorted, count, sizeof *sorted, by);
	return found ? *found : NULL;
}

bool
renumbering_needed(
    const char *dir, const struct saved_plan *old, const struct plan *new)
{
	char *moved = output_private_path(dir, "moved");
	/*
	 * There is nothing to do when all ranges are the same in the same
	 * place.
	 */
	bool needed = old->count > new->count || !access(moved, F_OK);

	for (size_t i = 0; !needed && i < old->count; i++)
		needed = strcmp(old->range[i].folder, new->range[i].folder) ||
		    strcmp(old->range[i].key, new->range[i].key.text);
	free(moved);
	return needed;
}

/* Folders of ranges whose stamps and files are removed. */
struct going {
	const char **folder;
	size_t count;
};

static void
going_add(struct going *g, const char *folder)
{
	g->folder[g->count++] = folder;
}

/*
 * Moves a complete output aside.  Its stamp then is a link to nothing, so not
 * valid, and is removed with the others.
 */
static int
move_out(const char *from, const char *to)
{
	/* An output that an earlier attempt left there is as good. */
	if (!rename(from, to) || errno == ENOTEMPTY || errno == EEXIST)
		return 0;
	warn("cannot move %s to %s", from, to);
	return -1;
}

/*
 * Moves an output out of its folder.  Outputs of the output folder itself or of
 * a whole CPU have no folder of their own, and stay; so do those with files of
 * the user beside them.
 */
static int
take_out(const char *dir, const struct saved_range *r, struct going *g)
{
	char *from = output_path(dir, r->folder, NULL);
	char *to = moved_path(dir, r->key);
	int status = 0;

	if (strstr(r->folder, "time-range-") &&
	    stamp_is_valid(dir, r->folder, r->key) &&
	    clean_is_ours_alone(from)) {
		status = move_out(from, to);
		going_add(g, r->folder);
	}
	free(to);
	free(from);
	return status;
}

/* Moves aside all outputs that belong into other folders. */
static int
take_out_all(const char *dir, const struct saved_plan *old,
    const struct plan *new, struct going *g)
{
	const struct range **sorted = sort_ranges(new, by_key), *now;
	char *moved = output_private_path(dir, "moved");
	int status = folder_make(moved);

	for (size_t i = 0; !status && i < old->count; i++) {
		const struct saved_range *r = &old->range[i];

		now = find_range(sorted, new->count, by_key, r);
		if (now && strcmp(now->folder, r->folder))
			status = take_out(dir, r, g);
	}
	if (!status)
		status = folder_sync(moved) | folder_sync(dir);
	free(moved);
	free(sorted);
	return status;
}

/* Adds the ranges of an earlier plan that the new one does not have. */
static void
add_dropped(
    const struct saved_plan *old, const struct plan *new, struct going *g)
{
	const struct range **sorted = sort_ranges(new, by_folder);

	for (size_t i = 0; i < old->count; i++)
		if (!find_range(sorted, new->count, by_folder, &old->range[i]))
			going_add(g, old->range[i].folder);
	free(sorted);
}

/*
 * The ranges whose outputs were moved aside.  What is in the places of these
 * ranges now is not their output.
 */
struct places {
	const struct range **range;
	size_t count;
};

static void
places_find(struct places *p, const char *dir, const struct plan *new)
{
	p->range = xcalloc(new->count, sizeof *p->range);
	p->count = 0;
	for (size_t i = 0; i < new->count; i++) {
		char *path = moved_path(dir, new->range[i].key.text);

		if (!access(path, F_OK))
			p->range[p->count++] = &new->range[i];
		free(path);
	}
}

/* Returns the parent folder of the folder of a range, for free(3). */
static char *
parent_path(const char *dir, const struct range *r)
{
	char *path = output_path(dir, r->folder, NULL);

	if (*r->folder)
		*strrchr(path, '/') = '\0';
	return path;
}

/* Makes the folders of the places, and syncs them to disk. */
static int
sync_parents(const char *dir, const struct places *p)
{
	char *last = NULL, *parent;
	int status = 0;

	for (size_t i = 0; !status && i < p->count; i++) {
		parent = parent_path(dir, p->range[i]);
		/* The ranges of a CPU are adjacent. */
		if (!last || strcmp(parent, last)) {
			status = folder_make(parent);
			if (!status)
				status = folder_sync(parent);
		}
		free(last);
		last = parent;
	}
	free(last);
	return status;
}

/*
 * Makes the stamps of outputs before the outputs are there, so that none is
 * lost if we are killed; a stamp is not valid until its output is there.  Where
 * the user has files in the place, the output is dropped and the range is
 * removed from p.
 */
static int
make_stamps(const char *dir, struct places *p)
{
	size_t count = p->count;
	int status = 0;

	p->count = 0;
	for (size_t i = 0; !status && i < count; i++) {
		const struct range *r = p->range[i];
		char *to = output_path(dir, r->folder, NULL);

		if (access(to, F_OK)) {
			status = stamp_make(dir, r->folder, r->key.text);
			p->range[p->count++] = r;
		}
		free(to);
	}
	return status;
}

static int
move_in(const char *dir, const struct places *p)
{
	int status = 0;

	for (size_t i = 0; !status && i < p->count; i++) {
		char *from = moved_path(dir, p->range[i]->key.text);
		char *to = output_path(dir, p->range[i]->folder, NULL);

		/* The first of two ranges with the same key gets the output. */
		if (rename(from, to) && errno != ENOENT) {
			warn("cannot move %s to %s", from, to);
			status = -1;
		}
		free(to);
		free(from);
	}
	return status;
}

/*
 * Moves the outputs that were set aside to their places, which are empty now.
 */
static int
put_back(const char *dir, struct places *p)
{
	int status = sync_parents(dir, p);

	if (!status)
		status = make_stamps(dir, p);
	if (!status)
		status = move_in(dir, p);
	return status ? status : sync_parents(dir, p);
}

/*
 * Each step is done for all ranges before the next, so that thousands of ranges
 * wait for the disk only twice.
 */
int
renumbering_apply(
    const char *dir, const struct saved_plan *old, const struct plan *new)
{
	struct going going = {
		xcalloc(2 * old->count + new->count, sizeof *going.folder), 0
	};
	struct places places;
	int status = take_out_all(dir, old, new, &going);

	add_dropped(old, new, &going);
	places_find(&places, dir, new);
	for (size_t i = 0; i < places.count; i++)
		going_add(&going, places.range[i]->folder);
	if (!status)
		status = clean_ranges(dir, going.folder, going.count);
	if (!status)
		status = put_back(dir, &places);
	free(places.range);
	free(going.folder);
	return status ? -1 : clean_moved(dir);
}
