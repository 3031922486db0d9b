/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "printer/functions.h"
#include "printer/memory.h"

enum { FIRST_ROOM = 1 << 10 };

/* What is before and behind the offset in a text. */
struct parts {
	const char *tail;
	size_t head_len, tail_len;
};

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/*
 * Finds the offset, "+0x" and digits before the DSO.  Where there are several
 * lines, or none is found, or the DSO may begin at several places, the head is
 * the whole text.
 */
static struct parts
parts_of(const struct memory_text *t)
{
	struct parts p = { t->text + t->len, t->len, 0 };
	const char *dso = t->lines == 1 ?
	    memrchr(t->text, '(', t->len) : NULL;
	const char *at;

	if (!dso || dso == t->text || dso[-1] != ' ' ||
	    memmem(t->text, (size_t)(dso - t->text), " (", 2))
		return p;
	at = dso - 1;
	while (at > t->text && is_hex(at[-1]))
		at--;
	if (at - t->text < 3 || memcmp(at - 3, "+0x", 3))
		return p;
	p.tail = dso - 1;
	p.tail_len = (size_t)(t->text + t->len - p.tail);
	p.head_len = (size_t)(at - 3 - t->text);
	return p;
}

static uint64_t
mix(uint64_t h, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return h;
}

static bool
equal(const struct memory_text *a, const struct memory_text *b)
{
	struct parts x = parts_of(a), y = parts_of(b);

	return a->lines == b->lines && x.head_len == y.head_len &&
	    x.tail_len == y.tail_len && !memcmp(a->text, b->text, x.head_len) &&
	    !memcmp(x.tail, y.tail, x.tail_len);
}

/* Returns where the first text of the same function is, or would be. */
static const struct memory_text **
place_of(const struct functions *f, const struct memory_text *t)
{
	struct parts p = parts_of(t);
	uint64_t h = mix(mix(UINT64_C(0xcbf29ce484222325), t->text,
	    p.head_len), p.tail, p.tail_len);
	size_t i = (h ^ h >> 32) & (f->room - 1);

	while (f->first[i] && !equal(f->first[i], t))
		i = (i + 1) & (f->room - 1);
	return &f->first[i];
}

static bool
grow(struct functions *f)
{
	struct functions bigger = { .used = f->used };

	bigger.room = f->room ? 2 * f->room : FIRST_ROOM;
	bigger.first = calloc(bigger.room, sizeof *bigger.first);
	if (!bigger.first)
		return false;
	for (size_t i = 0; i < f->room; i++)
		if (f->first[i])
			*place_of(&bigger, f->first[i]) = f->first[i];
	free(f->first);
	*f = bigger;
	return true;
}

const struct memory_text *
functions_find(struct functions *f, const struct memory_text *t)
{
	const struct memory_text **place;

	if (2 * f->used >= f->room && !grow(f))
		return NULL;
	place = place_of(f, t);
	if (!*place) {
		*place = t;
		f->used++;
	}
	return *place;
}

void
functions_release(struct functions *f)
{
	free(f->first);
	*f = (struct functions){ 0 };
}
