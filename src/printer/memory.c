/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "printer/memory.h"

enum {
	FIRST_SLOTS = 1 << 13,
	MOST_SLOTS = 1 << 22,
	BLOCK_LEN = 256 << 20, /* bytes of addresses, not of memory */
	ALIGNMENT = 8,
};

static uint64_t
mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

static uint64_t
hash(const struct memory_key *k)
{
	uint64_t h = mix((uint64_t)k->offset << 32 | k->kind << 24 | k->fields,
	    (uintptr_t)k->dso);

	h = mix(h, (uintptr_t)k->sym);
	return mix(h, k->value);
}

static bool
equal(const struct memory_key *a, const struct memory_key *b)
{
	return a->value == b->value && a->sym == b->sym && a->dso == b->dso &&
	    a->offset == b->offset && a->kind == b->kind &&
	    a->fields == b->fields;
}

static struct memory_text *
text_at(const struct memory *m, uint32_t offset)
{
	return (struct memory_text *)(void *)(m->block + offset);
}

/* Returns the slot of a key: the one that has it or an empty one. */
static struct memory_slot *
slot_of(const struct memory *m, const struct memory_key *key, uint64_t h)
{
	size_t i = h & (m->slots - 1);
	uint32_t tag = (uint32_t)(h >> 32);

	while (m->slot[i].offset && (m->slot[i].tag != tag ||
		   !equal(&text_at(m, m->slot[i].offset)->key, key)))
		i = (i + 1) & (m->slots - 1);
	return &m->slot[i];
}

int
memory_start(struct memory *m)
{
	void *block = mmap(NULL, BLOCK_LEN, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (block == MAP_FAILED)
		return -1;
	m->block = block;
	m->end = ALIGNMENT; /* place 0 stays empty */
	return 0;
}

const struct memory_text *
memory_find(const struct memory *m, const struct memory_key *key)
{
	const struct memory_slot *s;

	if (!m->slots)
		return NULL;
	s = slot_of(m, key, hash(key));
	return s->offset ? text_at(m, s->offset) : NULL;
}

/* Doubles the number of slots.  Returns whether that could be done. */
static bool
grow(struct memory *m)
{
	struct memory bigger = *m;

	bigger.slots = m->slots ? 2 * m->slots : FIRST_SLOTS;
	if (bigger.slots > MOST_SLOTS)
		return false;
	bigger.slot = calloc(bigger.slots, sizeof *bigger.slot);
	if (!bigger.slot)
		return false;
	for (size_t i = 0; i < m->slots; i++) {
		const struct memory_slot *s = &m->slot[i];
		const struct memory_key *key = &text_at(m, s->offset)->key;

		if (s->offset)
			*slot_of(&bigger, key, hash(key)) = *s;
	}
	free(m->slot);
	*m = bigger;
	return true;
}

void
memory_add(struct memory *m, const struct memory_key *key, const char *text,
    size_t len, uint32_t lines)
{
	uint64_t h = hash(key);
	struct memory_slot *s;
	struct memory_text *t;
	size_t room = (sizeof *t + len + ALIGNMENT) / ALIGNMENT * ALIGNMENT;

	if (room > BLOCK_LEN - m->end ||
	    (2 * m->used >= m->slots && !grow(m)))
		return;
	s = slot_of(m, key, h);
	m->used += !s->offset;
	*s = (struct memory_slot){ (uint32_t)(h >> 32), (uint32_t)m->end };
	t = text_at(m, s->offset);
	*t = (struct memory_text){ *key, (uint32_t)len, lines, NULL };
	memcpy(t->text, text, len);
	t->text[len] = '\0';
	t->function = functions_find(&m->functions, t);
	m->end += room;
}

void
memory_release(struct memory *m)
{
	functions_release(&m->functions);
	free(m->slot);
	if (m->block)
		munmap(m->block, BLOCK_LEN);
	*m = (struct memory){ 0 };
}
