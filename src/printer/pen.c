/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "printer/pen.h"

enum { NUMBER_MAX = 32 }; /* bytes for the digits of any number and a sign */

/* Makes room for some bytes behind what is written, or stops. */
static void
make_room(struct pen *p, size_t len)
{
	size_t room = 2 * (p->room + len);
	char *text = realloc(p->text, room);

	if (!text) {
		p->stopped = true;
		return;
	}
	p->text = text;
	p->room = room;
}

static void
read_bytes(struct pen *p, const char *bytes, size_t len)
{
	if (len > (size_t)(p->end - p->at) || memcmp(p->at, bytes, len))
		p->stopped = true;
	else
		p->at += len;
}

/* Pads what is len bytes long to a width. */
static void
add_padding(struct pen *p, size_t len, size_t width, char pad)
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

static uint64_t
magnitude(int32_t v)
{
	return v < 0 ? -(uint64_t)v : (uint64_t)v;
}

/*
 * Puts the hexadecimal digits of a number at the end of a column.  Returns
 * where they start.
 */
static char *
hex_digits(char column[PEN_ADDRESS], uint64_t v)
{
	char *at = column + PEN_ADDRESS;

	do
		*--at = "0123456789abcdef"[v & 15];
	while (v >>= 4);
	return at;
}

void
pen_write(struct pen *p)
{
	p->reads = p->stopped = false;
	p->len = p->period_at = 0;
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

void
pen_bytes_slowly(struct pen *p, const char *bytes, size_t len)
{
	if (p->stopped)
		return;
	if (p->reads) {
		read_bytes(p, bytes, len);
		return;
	}
	make_room(p, len);
	if (!p->stopped)
		pen_bytes(p, bytes, len);
}

void
pen_padded(struct pen *p, const char *string, unsigned width)
{
	size_t len = strlen(string);

	add_padding(p, len, width, ' ');
	pen_bytes(p, string, len);
}

void
pen_decimal(struct pen *p, uint64_t v, unsigned width, char pad)
{
	char buf[NUMBER_MAX], *at = digits(buf, v);

	while (buf + NUMBER_MAX - at < (long)width)
		*--at = pad;
	pen_bytes(p, at, (size_t)(buf + NUMBER_MAX - at));
}

void
pen_mark_period(struct pen *p)
{
	if (!p->reads)
		p->period_at = p->len;
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
	add_padding(p, len, width, pad);
	pen_bytes(p, at, (size_t)(buf + NUMBER_MAX - at));
}

void
pen_signed_left(struct pen *p, int32_t v, unsigned width)
{
	char buf[NUMBER_MAX], *at = digits(buf, magnitude(v));
	size_t len;

	if (v < 0)
		*--at = '-';
	len = (size_t)(buf + NUMBER_MAX - at);
	pen_bytes(p, at, len);
	add_padding(p, len, width, ' ');
}

void
pen_hex(struct pen *p, uint64_t v)
{
	char column[PEN_ADDRESS], *at = hex_digits(column, v);

	pen_bytes(p, at, (size_t)(column + PEN_ADDRESS - at));
}

void
pen_address(struct pen *p, uint64_t v)
{
	char column[PEN_ADDRESS];

	memset(column, ' ', sizeof column);
	hex_digits(column, v);
	pen_bytes(p, column, sizeof column);
}

void
pen_line(struct pen *p, uint64_t address, const char *text, size_t len)
{
	char start[PEN_LINE_START];

	memset(start, ' ', sizeof start);
	start[0] = '\t';
	hex_digits(start + 1, address);
	pen_bytes(p, start, sizeof start);
	pen_bytes(p, text, len);
}

void
pen_release(struct pen *p)
{
	free(p->text);
	p->text = NULL;
	p->room = p->len = 0;
}
