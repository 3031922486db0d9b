/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "printer/dsos.h"

enum { AGREED_ENOUGH = 32, MOST_DSOS = 4096 };

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Returns the contents of a file, for free(3), or NULL. */
static char *
read_all(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;
	ssize_t len = f ? getdelim(&text, &room, '\0', f) : -1;

	if (f)
		fclose(f);
	if (len >= 0)
		return text;
	free(text);
	return f ? strdup("") : NULL;
}

static bool
add(struct dsos *all, char *name)
{
	char **more = realloc(all->name, (all->names + 1) * sizeof *more);

	if (!more)
		return false;
	all->name = more;
	all->name[all->names++] = name;
	return true;
}

int
dsos_read(struct dsos *all, const char *path)
{
	char *next;

	all->text = read_all(path);
	if (!all->text)
		return -1;
	for (char *line = all->text; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		if (!add(all, line))
			return -1;
	}
	qsort(all->name, all->names, sizeof *all->name, compare_names);
	return 0;
}

void
dsos_add(struct dsos *all, const char *name)
{
	if (add(all, (char *)name))
		qsort(all->name, all->names, sizeof *all->name, compare_names);
}

/* Returns a DSO that was found before, or NULL. */
static struct dso *
find_known(struct dsos *all, const void *id)
{
	if (all->count && all->dso[all->last].id == id)
		return &all->dso[all->last];
	for (size_t i = 0; i < all->count; i++)
		if (all->dso[i].id == id) {
			all->last = i;
			return &all->dso[i];
		}
	return NULL;
}

/* Makes what is known of a DSO that is new. */
static void
start_dso(const struct dsos *all, struct dso *d, const void *id,
    const char *name)
{
	*d = (struct dso){
		.id = id,
		.name = dsos_digest(name, strlen(name)),
		.plain = all->names && bsearch(&name, all->name, all->names,
				sizeof *all->name, compare_names),
	};
}

struct dso *
dsos_find(struct dsos *all, const void *id, const char *name)
{
	uint64_t digest = dsos_digest(name, strlen(name));
	struct dso *found = find_known(all, id), *more;

	if (found && found->name == digest)
		return found;
	if (found) {
		start_dso(all, found, id, name);
		return found;
	}
	if (all->count == MOST_DSOS)
		return NULL;
	more = realloc(all->dso, (all->count + 1) * sizeof *more);
	if (!more)
		return NULL;
	all->dso = more;
	start_dso(all, &all->dso[all->count], id, name);
	return &all->dso[all->count++];
}

bool
dso_is_trusted(const struct dso *d)
{
	return d->plain && d->agreed >= AGREED_ENOUGH;
}

void
dsos_judge(struct dsos *all, const void *id, bool agrees)
{
	struct dso *d = find_known(all, id);

	if (!d)
		return;
	d->agreed += agrees;
	d->plain = d->plain && agrees;
}

/* Source: the FNV-1a hash of 64 bits. */
uint64_t
dsos_digest(const char *text, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	return h ? h : 1;
}

void
dsos_release(struct dsos *all)
{
	free(all->text);
	free(all->name);
	free(all->dso);
	*all = (struct dsos){ 0 };
}
