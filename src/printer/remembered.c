/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "printer/dsos.h"
#include "printer/memory.h"
#include "printer/pen.h"
#include "printer/remembered.h"

/* A string and an address that follow a piece. */
enum { FOLLOWING_LEN = 32 };

/*
 * Keeps a new text as a finding.  No piece has the arrow of a branch in it: a
 * text that has one reaches too far.
 */
static void
find(struct pen *p, const struct memory_piece *piece, const char *text,
    size_t len)
{
	static const char arrow[] = " => ";

	if (p->findings == PEN_FINDINGS ||
	    memmem(text, len, arrow, sizeof arrow - 1)) {
		p->stopped = p->refused = true;
		return;
	}
	p->finding[p->findings++] = (struct finding){
		.piece = *piece, .text = text, .len = len
	};
	p->at = text + len;
}

/*
 * Writes or reads a piece if it is in the memory.  Returns true when it is not
 * and must be found in what is read; where it cannot be there, the pen stops.
 */
static bool
is_new(struct pen *p, const struct memory_piece *piece)
{
	const struct memory_text *t = piece->text;

	if (p->stopped)
		return false;
	if (t)
		pen_bytes(p, t->text, t->len);
	else if (!p->reads || p->at == p->end)
		p->stopped = true;
	return !t && !p->stopped;
}

/*
 * Finds a new text that ends where a string follows, but for the first bytes of
 * that, own of them, which are still of the text.
 */
static void
find_until(struct pen *p, const struct memory_piece *piece, const char *until,
    size_t own)
{
	const char *end =
	    memmem(p->at, (size_t)(p->end - p->at), until, strlen(until));

	if (end)
		find(p, piece, p->at, (size_t)(end - p->at) + own);
	else
		p->stopped = true;
}

/* The lines of a frame as learn_frame() has put them in the memory. */
static void
known_frame(struct pen *p, const struct memory_text *t, uint64_t address)
{
	const char *text = t->text;

	if (t->lines == 1) {
		pen_line(p, address, text, t->len);
		return;
	}
	for (uint32_t i = 0; i < t->lines; i++) {
		size_t len = strlen(text);

		pen_line(p, address, text, len);
		text += len + 1;
	}
}

/* Says whether a line is that of an inlined function. */
static bool
is_inlined(const char *line, const char *end)
{
	static const char mark[] = " (inlined)\n";
	size_t len = sizeof mark - 1;

	return (size_t)(end - line) >= len && !memcmp(end - len, mark, len);
}

/*
 * Returns the end of a frame's line, with the lines of source code that belong
 * to it, which begin with two blanks; NULL when the text ends before.
 */
static const char *
line_end(const struct pen *p)
{
	const char *at = p->at;

	do {
		at = memchr(at, '\n', (size_t)(p->end - at));
		if (!at)
			return NULL;
		at++;
	} while (p->end - at > 1 && at[0] == ' ' && at[1] == ' ');
	return at;
}

/*
 * Reads the lines of a new frame.  The finding reaches from the first line to
 * the last one, and includes their addresses.
 */
static void
new_frame(struct pen *p, const struct memory_piece *piece, uint64_t address)
{
	const char *first = p->at, *line, *end;

	do {
		pen_line(p, address, "", 0);
		if (p->stopped)
			return;
		line = p->at;
		end = line_end(p);
		if (!end) {
			p->stopped = true;
			return;
		}
		p->at = end;
	} while (is_inlined(line, end));
	find(p, piece, first, (size_t)(end - first));
}

/* Adds a text to the memory, and notes whether it came out as predicted. */
static void
learn(struct pen *p, const struct memory_piece *piece, const char *text,
    size_t len, uint32_t lines)
{
	if (piece->predicted)
		dsos_judge(p->dsos, piece->key.dso,
		    dsos_digest(text, len) == piece->predicted);
	memory_add(p->memory, &piece->key, text, len, lines);
}

/*
 * Adds the lines of a frame without their addresses.  If there are several,
 * '\0' ends each.
 */
static void
learn_frame(struct pen *p, const struct finding *f)
{
	char *lines = malloc(f->len + 1);
	const char *at = f->text, *end = f->text + f->len;
	size_t len = 0;
	uint32_t count = 0;

	if (!lines)
		return;
	while (at < end) {
		const char *next = memchr(at, '\n', (size_t)(end - at));

		if (*at == '\t') {
			if (count++)
				lines[len++] = '\0';
			at += PEN_LINE_START;
		}
		memcpy(lines + len, at, (size_t)(next + 1 - at));
		len += (size_t)(next + 1 - at);
		at = next + 1;
	}
	lines[len] = '\0';
	learn(p, &f->piece, lines, len + (count > 1), count);
	free(lines);
}

void
remembered_until(
    struct pen *p, const struct memory_piece *piece, const char *until)
{
	if (!is_new(p, piece))
		return;
	if (until)
		find_until(p, piece, until, 0);
	else
		find(p, piece, p->at, (size_t)(p->end - 1 - p->at));
}

void
remembered_within(struct pen *p, const struct memory_piece *piece,
    const char *text, size_t own)
{
	if (is_new(p, piece))
		find_until(p, piece, text, own);
}

void
remembered_until_address(struct pen *p, const struct memory_piece *piece,
    const char *until, uint64_t address)
{
	char following[FOLLOWING_LEN];

	if (!is_new(p, piece))
		return;
	snprintf(following, sizeof following, "%s%*" PRIx64, until,
	    PEN_ADDRESS, address);
	find_until(p, piece, following, 0);
}

void
remembered_frame(
    struct pen *p, const struct memory_piece *piece, uint64_t address)
{
	if (p->stopped)
		return;
	if (piece->text)
		known_frame(p, piece->text, address);
	else if (p->reads)
		new_frame(p, piece, address);
	else
		p->stopped = true;
}

void
remembered_learn(struct pen *p)
{
	for (size_t i = 0; i < p->findings; i++) {
		const struct finding *f = &p->finding[i];

		if (f->piece.key.kind == MEMORY_FRAME)
			learn_frame(p, f);
		else
			learn(p, &f->piece, f->text, f->len, 1);
	}
	p->findings = 0;
}
