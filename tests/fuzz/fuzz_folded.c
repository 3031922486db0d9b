/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Takes any text for folded stacks.  What is read must be a tree in its order,
 * and what is drawn of it must be text that XML can have.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "flame/drawing.h"
#include "flame/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char *
name_of(const struct flame_tree *t, size_t frame)
{
	return flame_tree_name(t, t->frame[frame].name);
}

/* Checks the frames right inside one: their order and their counts. */
static void
check_inside(const struct flame_tree *t, size_t frame)
{
	size_t end = flame_tree_skip(t, frame), before = 0;
	double sum = 0;

	for (size_t i = frame + 1; i < end; i = flame_tree_skip(t, i)) {
		assert(t->frame[i].depth == t->frame[frame].depth + 1);
		assert(!before ||
		    strcmp(name_of(t, before), name_of(t, i)) < 0);
		sum += t->frame[i].count;
		before = i;
	}
	assert(sum <= t->frame[frame].count * (1 + 1e-9));
}

static void
check_tree(const struct flame_tree *t)
{
	assert(t->frames && !t->frame[0].depth && t->frame[0].count > 0);
	assert(flame_tree_skip(t, 0) == t->frames);
	for (size_t i = 0; i < t->frames; i++)
		check_inside(t, i);
}

static void
check_picture(const char *text, size_t len)
{
	assert(strlen(text) == len);
	while (*text) {
		assert(utf8_len(text));
		assert((unsigned char)*text >= ' ' || strchr("\n\t", *text));
		text += utf8_len(text);
	}
}

static void
draw(const struct flame_tree *t, double min_width)
{
	struct drawing_options options = drawing_defaults;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	options.min_width = min_width;
	options.title = name_of(t, t->frames - 1);
	drawing_write(f, t, &options);
	fclose(f);
	check_picture(text, len);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	FILE *f = len ? fmemopen((void *)bytes, len, "r") : NULL;
	struct flame_tree t;

	if (!f)
		return 0;
	if (!flame_tree_read(&t, f, "stacks")) {
		check_tree(&t);
		draw(&t, 0);
		draw(&t, 50);
	}
	flame_tree_release(&t);
	fclose(f);
	return 0;
}
