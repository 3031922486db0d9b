/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/alloc.h"
#include "base/text_set.h"

enum { FIRST_SLOTS = 64, SLOTS_KEPT = 1024 };

struct text_slot {
	uint32_t hash;   /* what its place does not tell of it */
	uint32_t number; /* of the text, plus 1; 0: the slot is free */
};

const char *
text_set_get(const struct text_set *s, uint32_t number, size_t *len)
{
	size_t start = number ? s->end[number - 1] : 0;

	*len = s->end[number] - start;
	return s->bytes.bytes + start;
}

static bool
is_text(const struct text_set *s, uint32_t number, const void *bytes,
    size_t len)
{
	size_t there_len;
	const char *there = text_set_get(s, number, &there_len);

	return there_len == len && !memcmp(there, bytes, len);
}

/* Returns the slot of a text, or the free one where it belongs. */
static struct text_slot *
find(const struct text_set *s, uint64_t hash, const void *bytes, size_t len)
{
	size_t at = hash & (s->slots - 1);

	for (;; at = (at + 1) & (s->slots - 1)) {
		struct text_slot *slot = &s->slot[at];

		if (!slot->number ||
		    (slot->hash == hash >> 32 &&
			is_text(s, slot->number - 1, bytes, len)))
			return slot;
	}
}

/* Doubles the slots, of which at most half are taken. */
static void
grow(struct text_set *s)
{
	free(s->slot);
	s->slots = s->slots ? 2 * s->slots : FIRST_SLOTS;
	s->slot = xcalloc(s->slots, sizeof *s->slot);
	for (size_t i = 0; i < s->count; i++) {
		size_t len, at;
		const char *bytes = text_set_get(s, i, &len);
		uint64_t hash = XXH3_64bits(bytes, len);

		at = hash & (s->slots - 1);
		while (s->slot[at].number)
			at = (at + 1) & (s->slots - 1);
		s->slot[at] = (struct text_slot){ hash >> 32, i + 1 };
	}
}

uint32_t
text_set_add(struct text_set *s, const void *bytes, size_t len)
{
	uint64_t hash = XXH3_64bits(bytes, len);
	struct text_slot *slot;

	if (2 * s->count >= s->slots)
		grow(s);
	slot = find(s, hash, bytes, len);
	if (slot->number)
		return slot->number - 1;
	if (s->count == UINT32_MAX - 1)
		errx(1, "out of numbers for texts");
	text_add(&s->bytes, bytes, len);
	s->end = xgrow(s->end, s->count, &s->room, sizeof *s->end);
	s->end[s->count++] = s->bytes.len;
	*slot = (struct text_slot){ hash >> 32, s->count };
	return s->count - 1;
}

void
text_set_clear(struct text_set *s)
{
	if (s->slots > SLOTS_KEPT) {
		text_set_release(s);
		return;
	}
	if (s->count)
		memset(s->slot, 0, s->slots * sizeof *s->slot);
	s->bytes.len = 0;
	s->count = 0;
}

void
text_set_release(struct text_set *s)
{
	text_release(&s->bytes);
	free(s->end);
	free(s->slot);
	*s = (struct text_set){ 0 };
}
