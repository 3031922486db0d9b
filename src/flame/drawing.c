/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "flame/drawing.h"
#include "flame/geometry.h"
#include "flame/markup.h"
#include "flame/palette.h"
#include "flame/script_data.h"
#include "flame/shown.h"
#include "flame/tree.h"

/* Made by make from the files of these names. */
static const char style[] =
#include "flame/picture.css.inc"
    ;
static const char script[] =
#include "flame/picture.js.inc"
    ;

static const char beginning[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!-- A flame graph drawn by perf-parallel -->\n";

const struct drawing_options drawing_defaults = { "Flame Graph", 1200, 0.01 };

struct drawing {
	FILE *out;
	const struct flame_tree *tree;
	const struct drawing_options *options;
	struct shown shown;
	struct look *look;  /* by name */
	double pixel;       /* count that is one pixel wide */
	unsigned height;    /* of the whole */
};

static double
inner_width(const struct drawing_options *o)
{
	return o->width - 2 * MARGIN;
}

static const struct look *
look_of(const struct drawing *d, const struct flame_frame *f)
{
	return &d->look[f->name];
}

static const char *
name_of(const struct drawing *d, const struct flame_frame *f)
{
	return flame_tree_name(d->tree, f->name);
}

/* Writes a number with at most two digits behind the point. */
static void
write_short(FILE *f, double number)
{
	char text[40];
	int len = snprintf(text, sizeof text, "%.2f", number);

	while (text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	fwrite(text, 1, len, f);
}

static void
write_pixels(FILE *f, const char *attribute, double pixels)
{
	fprintf(f, " %s=\"", attribute);
	write_short(f, pixels);
	putc('"', f);
}

/* Returns the width that is painted of a frame: wide ones have a gap. */
static double
painted(double width)
{
	return width > 2 ? width - 0.5 : width;
}

static void
write_label(const struct drawing *d, const struct shown_frame *s, double x,
    unsigned y, double width)
{
	double columns = (width - 5) / COLUMN_WIDTH;

	if (columns < COLUMNS_MIN)
		return;
	fprintf(d->out, "<text");
	write_pixels(d->out, "x", x + 3);
	fprintf(d->out, " y=\"%u\">", y + BASELINE);
	markup_write_xml(d->out, name_of(d, &s->frame),
	    look_of(d, &s->frame)->name_len, columns);
	fprintf(d->out, "</text>\n");
}

static void
write_frame(const struct drawing *d, const struct shown_frame *s)
{
	double x = MARGIN + s->start / d->pixel;
	double width = s->frame.count / d->pixel;
	unsigned y = TOP + (d->shown.depth - s->frame.depth) * ROW;
	const struct look *look = look_of(d, &s->frame);

	if (width < VISIBLE_WIDTH)
		return;
	fprintf(d->out, "<rect class=\"%c s%u\"",
	    palette_letter(palette_kind_at(look, s->frame.depth)), look->shade);
	write_pixels(d->out, "x", x);
	fprintf(d->out, " y=\"%u\"", y);
	write_pixels(d->out, "width", painted(width));
	fprintf(d->out, " height=\"%d\"/>\n", ROW - 1);
	write_label(d, s, x, y, width);
}

static void
write_frames(const struct drawing *d)
{
	fprintf(d->out, "<g class=\"frames\">\n");
	for (size_t i = 0; i < d->shown.frames; i++)
		write_frame(d, &d->shown.frame[i]);
	fprintf(d->out, "</g>\n");
}

/* Writes the kinds of frames that there are, with their colours. */
static void
write_legend(const struct drawing *d, unsigned y)
{
	bool there[PALETTE_KINDS] = { false };
	double x = MARGIN;

	for (size_t i = 0; i < d->shown.frames; i++) {
		const struct flame_frame *f = &d->shown.frame[i].frame;

		there[palette_kind_at(look_of(d, f), f->depth)] = true;
	}
	fprintf(d->out, "<g class=\"legend\">\n");
	for (int kind = 0; kind < PALETTE_KINDS; kind++) {
		const char *label = palette_label(kind);

		if (!there[kind])
			continue;
		fprintf(d->out, "<rect class=\"%c s0\"", palette_letter(kind));
		write_pixels(d->out, "x", x);
		fprintf(d->out, " y=\"%u\" width=\"%d\" height=\"%d\"/>\n<text",
		    y, SWATCH, SWATCH);
		write_pixels(d->out, "x", x + SWATCH + 5);
		fprintf(d->out, " y=\"%u\">%s</text>\n", y + SWATCH - 2, label);
		x += SWATCH + 5 + strlen(label) * COLUMN_WIDTH + 16;
	}
	fprintf(d->out, "</g>\n");
}

static void
write_note(const struct drawing *d, unsigned y)
{
	if (!d->shown.left_out)
		return;
	fprintf(d->out, "<text class=\"note\" x=\"%d\" y=\"%u\">", MARGIN, y);
	shown_write_note(d->out, &d->shown, d->options->min_width);
	fprintf(d->out, "</text>\n");
}

static void
write_title(const struct drawing *d, const char *element)
{
	const char *title = d->options->title;

	fprintf(d->out, "<%s>", element);
	markup_write_xml(d->out, title, strlen(title), SIZE_MAX);
	fprintf(d->out, "</%.*s>\n", (int)strcspn(element, " "), element);
}

static void
write_head(const struct drawing *d)
{
	unsigned width = d->options->width;

	fprintf(d->out, "%s<svg xmlns=\"http://www.w3.org/2000/svg\" "
			"class=\"flames\" width=\"%u\" height=\"%u\" "
			"viewBox=\"0 0 %u %u\">\n",
	    beginning, width, d->height, width, d->height);
	write_title(d, "title");
	fprintf(d->out, "<style><![CDATA[\n%s]]></style>\n"
			"<rect class=\"ground\" width=\"100%%\" "
			"height=\"100%%\"/>\n", style);
	write_title(d, "text class=\"title\" x=\"10\" y=\"24\"");
}

static void
drawing_init(struct drawing *d, FILE *out, const struct flame_tree *t,
    const struct drawing_options *o)
{
	*d = (struct drawing){ .out = out, .tree = t, .options = o };
	d->pixel = t->frame[0].count / inner_width(o);
	shown_init(&d->shown, t, o->min_width * d->pixel);
	d->height = TOP + (d->shown.depth + 1) * ROW + FOOT;
	d->look = xcalloc(t->names.count, sizeof *d->look);
	for (size_t i = 0; i < t->names.count; i++)
		d->look[i] = palette_look(flame_tree_name(t, i));
}

static void
drawing_release(struct drawing *d)
{
	shown_release(&d->shown);
	free(d->look);
}

/* Prints what was left out, as the picture does. */
static void
tell(const struct drawing *d)
{
	char *note;
	size_t len;
	FILE *f;

	if (!d->shown.left_out)
		return;
	f = xmemstream(&note, &len);
	shown_write_note(f, &d->shown, d->options->min_width);
	fclose(f);
	warnx("%s", note);
	free(note);
}

void
drawing_write(FILE *out, const struct flame_tree *t,
    const struct drawing_options *o)
{
	struct drawing d;

	drawing_init(&d, out, t, o);
	write_head(&d);
	write_frames(&d);
	write_legend(&d, d.height - FOOT + 10);
	write_note(&d, d.height - 12);
	script_data_write(out, &d.shown, t, d.look);
	fprintf(out, "<script><![CDATA[\n%s]]></script>\n</svg>\n", script);
	tell(&d);
	drawing_release(&d);
}

int
drawing_write_folded(FILE *out, FILE *folded, const char *from,
    const struct drawing_options *o)
{
	struct flame_tree tree;
	int status = flame_tree_read(&tree, folded, from);

	if (!status)
		drawing_write(out, &tree, o);
	flame_tree_release(&tree);
	return status;
}

bool
drawing_is_ours(const char *path)
{
	char start[sizeof beginning] = "";
	FILE *f = fopen(path, "re");
	size_t len;

	if (!f)
		return false;
	len = fread(start, 1, sizeof start - 1, f);
	fclose(f);
	return !len || !strcmp(start, beginning);
}
