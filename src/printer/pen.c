/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "printer/objects.h"
#include "printer/pen.h"

void
pen_write(struct pen *p)
{
	p->reads = p->stopped = false;
	p->len = 0;
}

void
pen_read(struct pen *p, const char *text, size_t len)
{
	p->reads = true;
	p->stopped = p->refused = false;
	p->at = text;
	p->end = text + len;
	p->findings = 0;
}

bool
pen_has_read(const struct pen *p)
{
	return !p->stopped && p->at == p->end;
}

bool
pen_is_unclear(const struct pen *p)
{
	return !pen_has_read(p) && (p->findings > 0 || p->refused);
}

/* A line of a frame begins with a tab and an address. */
enum { LINE_START = 1 + PEN_ADDRESS };

/* Remembers a text, and whether it came out as foretold. */
static void
learn(struct pen *p, const struct memory_piece *piece, const char *text,
    size_t len, uint32_t lines)
{
	if (piece->foretold)
		objects_judge(p->objects, piece->key.dso,
		    objects_digest(text, len) == piece->foretold);
	memory_add(p->memory, &piece->key, text, len, lines);
}

/*
 * Remembers the lines of a frame without their addresses, which differ from
 * process to process; if there are several, each is ended by '\0'.
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
			at += LINE_START;
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
pen_learn(struct pen *p)
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

/* Returns room for some bytes at the end of what is written, or NULL. */
static char *
room_for(struct pen *p, size_t len)
{
	if (p->stopped)
		return NULL;
	if (len > p->room - p->len) {
		size_t room = 2 * (p->room + len);
		char *text = realloc(p->text, room);

		if (!text) {
			p->stopped = true;
			return NULL;
		}
		p->text = text;
		p->room = room;
	}
	p->len += len;
	return p->text + p->len - len;
}

static void
read_bytes(struct pen *p, const char *bytes, size_t len)
{
	if (p->stopped)
		return;
	if (len > (size_t)(p->end - p->at) || memcmp(p->at, bytes, len))
		p->stopped = true;
	else
		p->at += len;
}

void
pen_bytes_slowly(struct pen *p, const char *bytes, size_t len)
{
	char *to;

	if (p->reads) {
		read_bytes(p, bytes, len);
		return;
	}
	to = room_for(p, len);
	if (to)
		memcpy(to, bytes, len);
}

void
pen_string(struct pen *p, const char *string)
{
	pen_bytes(p, string, strlen(string));
}

/* Widens what is len bytes long to a width. */
static void
pen_pad(struct pen *p, size_t len, size_t width, char pad)
{
	static const char blanks[] = "                ";
	static const char zeros[] = "0000000000000000";
	const size_t most = sizeof blanks - 1;

	while (len < width) {
		size_t n = width - len < most ? width - len : most;

		pen_bytes(p, pad == ' ' ? blanks : zeros, n);
		len += n;
	}
}

void
pen_padded(struct pen *p, const char *string, unsigned width)
{
	size_t len = strlen(string);

	pen_pad(p, len, width, ' ');
	pen_bytes(p, string, len);
}

enum { NUMBER_MAX = 32 };

/*
 * Puts the digits of a number at the end of a buffer of NUMBER_MAX bytes.
 * Returns where they start.
 */
static char *
digits(char *buf, uint64_t v)
{
	char *at = buf + NUMBER_MAX;

	do
		*--at = (char)('0' + v % 10);
	while (v /= 10);
	return at;
}

void
pen_decimal(struct pen *p, uint64_t v, unsigned width, char pad)
{
	char buf[NUMBER_MAX], *at = digits(buf, v);

	while (buf + NUMBER_MAX - at < (long)width)
		*--at = pad;
	pen_bytes(p, at, (size_t)(buf + NUMBER_MAX - at));
}

static uint64_t
magnitude(int32_t v)
{
	return v < 0 ? -(uint64_t)v : (uint64_t)v;
}

void
pen_signed(struct pen *p, int32_t v, unsigned width, char pad)
{
	char buf[NUMBER_MAX], *at = digits(buf, magnitude(v));
	size_t len = (size_t)(buf + NUMBER_MAX - at) + (v < 0);

	/* Blanks come before the sign, zeros behind it. */
	if (v < 0 && pad == ' ')
		*--at = '-';
	else if (v < 0)
		pen_bytes(p, "-", 1);
	pen_pad(p, len, width, pad);
	pen_bytes(p, at, (size_t)(buf + NUMBER_MAX - at));
}

void
pen_left(struct pen *p, int32_t v, unsigned width)
{
	char buf[NUMBER_MAX], *at = digits(buf, magnitude(v));
	size_t len;

	if (v < 0)
		*--at = '-';
	len = (size_t)(buf + NUMBER_MAX - at);
	pen_bytes(p, at, len);
	pen_pad(p, len, width, ' ');
}

/*
 * Writes the digits of a number to the end of a column that is as wide as any.
 * Returns where they start.
 */
static char *
put_hex(char column[PEN_ADDRESS], uint64_t v)
{
	char *at = column + PEN_ADDRESS;

	do
		*--at = "0123456789abcdef"[v & 15];
	while (v >>= 4);
	return at;
}

/* Writes an address to such a column. */
static void
put_address(char column[PEN_ADDRESS], uint64_t v)
{
	char *at = put_hex(column, v);

	while (at > column)
		*--at = ' ';
}

void
pen_hex(struct pen *p, uint64_t v)
{
	char column[PEN_ADDRESS], *at = put_hex(column, v);

	pen_bytes(p, at, (size_t)(column + PEN_ADDRESS - at));
}

void
pen_address(struct pen *p, uint64_t v)
{
	char text[PEN_ADDRESS];

	put_address(text, v);
	pen_bytes(p, text, sizeof text);
}

/*
 * Notes a text that is not in the memory.  None of what is remembered has the
 * arrow of a branch in it: one that seems to has been read too far.
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
 * Goes over a text if it is known, or stops when it can not be found in what is
 * read.  Returns whether it is to be found.
 */
static bool
recall(struct pen *p, const struct memory_piece *piece)
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

/* Finds a text that ends where these bytes follow. */
static void
find_until(struct pen *p, const struct memory_piece *piece, const char *until,
    size_t len)
{
	const char *end = memmem(p->at, (size_t)(p->end - p->at), until, len);

	if (end)
		find(p, piece, p->at, (size_t)(end - p->at));
	else
		p->stopped = true;
}

void
pen_remembered(
    struct pen *p, const struct memory_piece *piece, const char *until)
{
	if (!recall(p, piece))
		return;
	if (until)
		find_until(p, piece, until, strlen(until));
	else
		find(p, piece, p->at, (size_t)(p->end - 1 - p->at));
}

/* Finds a text that ends where a string and the end of a column follow. */
static void
find_before(struct pen *p, const struct memory_piece *piece, const char *until,
    const char *column, size_t digits)
{
	char text[32];
	size_t len = strlen(until);

	if (!recall(p, piece) || len + digits > sizeof text)
		return;
	memcpy(text, until, len);
	memcpy(text + len, column + PEN_ADDRESS - digits, digits);
	find_until(p, piece, text, len + digits);
}

void
pen_remembered_before(struct pen *p, const struct memory_piece *piece,
    const char *until, uint64_t address)
{
	char column[PEN_ADDRESS];

	put_address(column, address);
	find_before(p, piece, until, column, PEN_ADDRESS);
}

void
pen_remembered_before_hex(struct pen *p, const struct memory_piece *piece,
    const char *until, uint64_t address)
{
	char column[PEN_ADDRESS], *at = put_hex(column, address);

	find_before(p, piece, until, column,
	    (size_t)(column + PEN_ADDRESS - at));
}

/* The beginning of a line of a frame. */
static void
put_start(char to[LINE_START], uint64_t address)
{
	*to = '\t';
	put_address(to + 1, address);
}

static void
known_line(struct pen *p, const char *text, size_t len, uint64_t address)
{
	char start[LINE_START], *to;

	if (p->reads) {
		put_start(start, address);
		read_bytes(p, start, sizeof start);
		read_bytes(p, text, len);
		return;
	}
	to = room_for(p, LINE_START + len);
	if (to) {
		put_start(to, address);
		memcpy(to + LINE_START, text, len);
	}
}

/*
 * Goes over a frame as it is remembered: the texts behind its addresses; if
 * there are several, each is ended by '\0'.
 */
static void
known_frame(struct pen *p, const struct memory_text *t, uint64_t address)
{
	const char *text = t->text;

	if (t->lines == 1) {
		known_line(p, text, t->len, address);
		return;
	}
	for (uint32_t i = 0; i < t->lines; i++) {
		size_t len = strlen(text);

		known_line(p, text, len, address);
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
 * to it, which begin with blanks; NULL when the text ends before.
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
	} while (at < p->end && *at == ' ');
	return at;
}

/*
 * Reads the lines of a frame that is new.  What is noted reaches from the first
 * line to the last one, with addresses, see learn_frame().
 */
static void
new_frame(struct pen *p, const struct memory_piece *piece, uint64_t address)
{
	const char *first = p->at, *line, *end;
	char start[LINE_START];

	put_start(start, address);
	do {
		read_bytes(p, start, sizeof start);
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

void
pen_frame(struct pen *p, const struct memory_piece *piece, uint64_t address)
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
pen_release(struct pen *p)
{
	free(p->text);
	p->text = NULL;
	p->room = p->len = 0;
}
