/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "base/alloc.h"
#include "fold/characters.h"
#include "fold/fold_options.h"
#include "fold/frame_name.h"
#include "fold/known_frames.h"

/* Lines with offsets can be many, although names are few. */
enum { LINES = 1 << 18 };

/* What a line says of its frame. */
struct reading {
	uint32_t frame;
	bool by_line; /* lines with other addresses are other frames */
};

static struct reading
read_line(struct known_frames *k, struct text_set *names, const char *line,
    size_t len, unsigned with, bool is_java)
{
	size_t start = skip_kind(line, 0, len, CHARACTER_BLANK);
	struct frame_line f;
	struct reading r = { .frame = FRAME_UNKNOWN, .by_line = true };

	if (!frame_line_read(&f, line, len))
		return r;
	k->name.len = 0;
	r.frame = frame_name_add(&k->name, &f, with, is_java) ?
	    text_set_add(names, k->name.bytes, k->name.len) : FRAME_LEFT_OUT;
	/* Without a symbol, the end of the address is taken for it. */
	r.by_line = (with & FOLD_ADDRS && span_find(f.symbol, "[unknown]")) ||
	    f.address.len < skip_kind(line, start, len, CHARACTER_WORD) - start;
	return r;
}

uint32_t
known_frames_get(struct known_frames *k, struct text_set *names,
    const char *line, size_t len, unsigned with, bool is_java)
{
	size_t start = skip_kind(line, 0, len, CHARACTER_BLANK);
	size_t behind = skip_kind(line, start, len, CHARACTER_WORD);
	size_t before = k->lines.count;
	struct reading r;
	uint32_t number;

	if (behind == start)
		return FRAME_UNKNOWN;
	number = text_set_add(&k->lines, line + behind, len - behind);
	if (number < before && k->frame[number] != FRAME_BY_LINE)
		return k->frame[number];
	r = read_line(k, names, line, len, with, is_java);
	if (number < before)
		return r.frame;
	k->frame = xgrow(k->frame, number, &k->room, sizeof *k->frame);
	k->frame[number] = r.by_line ? FRAME_BY_LINE : r.frame;
	if (k->lines.count == LINES)
		text_set_clear(&k->lines);
	return r.frame;
}

void
known_frames_release(struct known_frames *k)
{
	text_set_release(&k->lines);
	text_release(&k->name);
	free(k->frame);
	*k = (struct known_frames){ 0 };
}
