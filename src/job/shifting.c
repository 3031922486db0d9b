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
#include "job/cleaning.h"
#include "job/output.h"
#include "job/saved_plan.h"
#include "job/shifting.h"
#include "job/stamps.h"
#include "plan/plan.h"

/* Where outputs lie on their way. */
static char *
moved_path(const char *dir, const char *key)
{
	char *name = xasprintf("moved/%s", key);
	char *path = output_private_path(dir, name);

	free(name);
	return path;
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

/* Returns the ranges of a plan in an order to find them by, for free(3). */
static const struct range **
sort_ranges(const struct plan *p, compare *by)
{
	const struct range **sorted = xcalloc(p->count, sizeof *sorted);

	for (size_t i = 0; i < p->count; i++)
		sorted[i] = &p->range[i];
	qsort(sorted, p->count, sizeof *sorted, by);
	return sorted;
}

/* Finds the range that has an old one's folder or key; NULL for none. */
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
shifting_needed(
    const char *dir, const struct saved_plan *old, const struct plan *new)
{
	char *moved = output_private_path(dir, "moved");
	/* Nothing to do when all ranges are what and where they were. */
	bool needed = old->count > new->count || !access(moved, F_OK);

	for (size_t i = 0; !needed && i < old->count; i++)
		needed = strcmp(old->range[i].folder, new->range[i].folder) ||
		    strcmp(old->range[i].key, new->range[i].key.text);
	free(moved);
	return needed;
}

/* Moves a complete output to where it waits. */
static int
move_out(const char *dir, const struct saved_range *r, const char *from,
    const char *to)
{
	if (!rename(from, to))
		/* By now the stamp leads nowhere, and is none. */
		return stamps_remove(dir, r->folder);
	/* One that an earlier attempt left there is as good. */
	if (errno == ENOTEMPTY || errno == EEXIST)
		return clean_range(dir, r->folder);
	warn("cannot move %s to %s", from, to);
	return -1;
}

/*
 * Takes an output out of its folder.  Those of the output folder itself or of
 * a whole CPU have no folder of their own, and stay; and so do those that have
 * somebody else's files beside them.
 */
static int
take_out(const char *dir, const struct saved_range *r)
{
	char *from = output_path(dir, r->folder, NULL);
	char *to = moved_path(dir, r->key);
	int status = 0;

	if (strstr(r->folder, "time-range-") &&
	    stamp_is_valid(dir, r->folder, r->key) && clean_is_ours_alone(from))
		status = move_out(dir, r, from, to);
	free(to);
	free(from);
	return status;
}

/* Takes out all outputs that belong into other folders by now. */
static int
take_out_all(
    const char *dir, const struct saved_plan *old, const struct plan *new)
{
	const struct range **sorted = sort_ranges(new, by_key), *now;
	char *moved = output_private_path(dir, "moved");
	int status = folder_make(moved);

	for (size_t i = 0; !status && i < old->count; i++) {
		const struct saved_range *r = &old->range[i];

		now = find_range(sorted, new->count, by_key, r);
		if (now && strcmp(now->folder, r->folder))
			status = take_out(dir, r);
	}
	if (!status)
		status = folder_sync(moved) | folder_sync(dir);
	free(moved);
	free(sorted);
	return status;
}

/* Removes what ranges of an earlier plan left that the new one has not. */
static int
remove_dropped(
    const char *dir, const struct saved_plan *old, const struct plan *new)
{
	const struct range **sorted = sort_ranges(new, by_folder);
	int status = 0;

	for (size_t i = 0; i < old->count; i++)
		if (!find_range(sorted, new->count, by_folder,
			&old->range[i]) &&
		    clean_range(dir, old->range[i].folder))
			status = -1;
	free(sorted);
	return status;
}

/*
 * Moves an output to its folder, which is not there.  The stamp comes first,
 * which is none until it leads somewhere: so nothing is lost in between.
 */
static int
move_in(const char *dir, const struct range *r, const char *from,
    const char *to, const char *parent)
{
	if (stamp_make(dir, r->folder, r->key.text))
		return -1;
	if (!rename(from, to))
		return folder_sync(parent);
	warn("cannot move %s to %s", from, to);
	return -1;
}

/*
 * Puts the output of a range, if it was taken out, where it belongs: into the
 * place of what was there, which is not right, or it would not be here.
 */
static int
put_back(const char *dir, const struct range *r)
{
	char *from = moved_path(dir, r->key.text);
	char *to = output_path(dir, r->folder, NULL);
	char *parent = xstrdup(to);
	int status = 0;

	if (!access(from, F_OK)) {
		*strrchr(parent, '/') = '\0';
		status = clean_range(dir, r->folder);
		if (!status)
			status = folder_make(parent);
		if (!status)
			status = folder_sync(parent);
		/* If somebody else's files are in it: then this is lost. */
		if (!status && access(to, F_OK))
			status = move_in(dir, r, from, to, parent);
	}
	free(parent);
	free(to);
	free(from);
	return status;
}

int
shift_outputs(
    const char *dir, const struct saved_plan *old, const struct plan *new)
{
	int status = take_out_all(dir, old, new);

	if (!status)
		status = remove_dropped(dir, old, new);
	for (size_t i = 0; !status && i < new->count; i++)
		status = put_back(dir, &new->range[i]);
	return status ? -1 : clean_moved(dir);
}
