/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "printer/objects.h"

enum { AGREED_ENOUGH = 32, MOST_OBJECTS = 4096 };

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
add(struct objects *o, char *name)
{
	char **more = realloc(o->name, (o->names + 1) * sizeof *more);

	if (!more)
		return false;
	o->name = more;
	o->name[o->names++] = name;
	return true;
}

int
objects_read(struct objects *o, const char *path)
{
	char *next;

	o->text = read_all(path);
	if (!o->text)
		return -1;
	for (char *line = o->text; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		if (!add(o, line))
			return -1;
	}
	qsort(o->name, o->names, sizeof *o->name, compare_names);
	return 0;
}

void
objects_add(struct objects *o, const char *name)
{
	if (add(o, (char *)name))
		qsort(o->name, o->names, sizeof *o->name, compare_names);
}

/* Returns an object that was found before, or NULL. */
static struct object *
find_known(struct objects *o, const void *id)
{
	if (o->count && o->object[o->last].id == id)
		return &o->object[o->last];
	for (size_t i = 0; i < o->count; i++)
		if (o->object[i].id == id) {
			o->last = i;
			return &o->object[i];
		}
	return NULL;
}

struct object *
objects_find(struct objects *o, const void *id, const char *name)
{
	struct object *found = find_known(o, id), *more;

	if (found || o->count == MOST_OBJECTS)
		return found;
	more = realloc(o->object, (o->count + 1) * sizeof *more);
	if (!more)
		return NULL;
	o->object = more;
	o->object[o->count] = (struct object){
		.id = id,
		.plain = o->names && bsearch(&name, o->name, o->names,
				sizeof *o->name, compare_names),
	};
	return &o->object[o->count++];
}

bool
object_is_trusted(const struct object *o)
{
	return o->plain && o->agreed >= AGREED_ENOUGH;
}

void
objects_judge(struct objects *all, const void *id, bool agrees)
{
	struct object *o = find_known(all, id);

	if (!o)
		return;
	o->agreed += agrees;
	o->plain = o->plain && agrees;
}

/* Source: the FNV-1a hash of 64 bits. */
uint64_t
objects_digest(const char *text, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	return h ? h : 1;
}

void
objects_release(struct objects *o)
{
	free(o->text);
	free(o->name);
	free(o->object);
	*o = (struct objects){ 0 };
}
