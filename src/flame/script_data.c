/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "flame/geometry.h"
#include "flame/markup.h"
#include "flame/palette.h"
#include "flame/script_data.h"
#include "flame/shown.h"
#include "flame/tree.h"

/* The names that are shown, in the order in which they first are. */
struct chosen {
	uint32_t *name;   /* numbers in the tree's names */
	uint32_t *number; /* by these: place in name and 1; 0: not shown */
	size_t count;
};

static void
chosen_init(
    struct chosen *c, const struct shown *s, const struct flame_tree *t)
{
	*c = (struct chosen){ xcalloc(t->names.count, sizeof *c->name),
		xcalloc(t->names.count, sizeof *c->number), 0 };
	for (size_t i = 0; i < s->frames; i++) {
		uint32_t name = s->frame[i].frame.name;

		if (c->number[name])
			continue;
		c->name[c->count++] = name;
		c->number[name] = c->count;
	}
}

static void
chosen_release(struct chosen *c)
{
	free(c->name);
	free(c->number);
}

static void
write_geometry(FILE *f)
{
	fprintf(f, "\"top\":%d,\"row\":%d,\"baseline\":%d,\"margin\":%d,"
		   "\"column\":%g,\"columnsMin\":%d,\"visible\":%g,\n",
	    TOP, ROW, BASELINE, MARGIN, COLUMN_WIDTH, COLUMNS_MIN,
	    VISIBLE_WIDTH);
}

static void
write_kinds(FILE *f)
{
	fprintf(f, "\"kinds\":{");
	for (int kind = 0; kind < PALETTE_KINDS; kind++)
		fprintf(f, "%s\"%c\":\"%s\"", kind ? "," : "",
		    palette_letter(kind), palette_label(kind));
	fprintf(f, "},\n");
}

static void
write_names(FILE *f, const struct chosen *c, const struct flame_tree *t,
    const struct look *look)
{
	fprintf(f, "\"names\":[");
	for (size_t i = 0; i < c->count; i++) {
		fputs(i ? ",\n" : "", f);
		markup_write_json(f, flame_tree_name(t, c->name[i]),
		    look[c->name[i]].name_len);
	}
	fprintf(f, "],\n");
}

/* Writes, for each name, the letter of its kind and its shade. */
static void
write_looks(FILE *f, const struct chosen *c, const struct look *look)
{
	fprintf(f, "\"looks\":\"");
	for (size_t i = 0; i < c->count; i++) {
		const struct look *l = &look[c->name[i]];

		fprintf(f, "%c%u", palette_letter(l->kind), l->shade);
	}
	fprintf(f, "\",\n");
}

/* Writes name, depth and count of each frame, in the order of the tree. */
static void
write_frames(FILE *f, const struct shown *s, const struct chosen *c)
{
	const char *before = "";

	fprintf(f, "\"frames\":[");
	for (size_t i = 0; i < s->frames; i++) {
		const struct flame_frame *frame = &s->frame[i].frame;

		fprintf(f, "%s%" PRIu32 ",%" PRIu32 ",%.15g", before,
		    c->number[frame->name] - 1, frame->depth, frame->count);
		before = i % 8 == 7 ? ",\n" : ",";
	}
	fprintf(f, "]");
}

void
script_data_write(FILE *f, const struct shown *s,
    const struct flame_tree *t, const struct look *look)
{
	struct chosen chosen;

	chosen_init(&chosen, s, t);
	fprintf(f, "<script type=\"application/json\">{\n");
	write_geometry(f);
	write_kinds(f);
	write_names(f, &chosen, t, look);
	write_looks(f, &chosen, look);
	write_frames(f, s, &chosen);
	fprintf(f, "}</script>\n");
	chosen_release(&chosen);
}
