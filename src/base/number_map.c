/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/number_map.h"

struct number_map_entry {
	uint64_t first;
	uint32_t second;
	uint32_t number; /* 0 where there is no entry */
};

enum { ROOM_MIN = 256 };

/* Returns where a pair is, or would be. */
static struct number_map_entry *
place_of(const struct number_map *m, uint64_t first, uint32_t second)
{
	uint64_t spread = (first ^ (uint64_t)second << 32) * NUMBER_SPREAD;
	size_t at = (spread ^ spread >> 32) & (m->room - 1);

	while (m->entry[at].number && (m->entry[at].first != first ||
					  m->entry[at].second != second))
		at = (at + 1) & (m->room - 1);
	return &m->entry[at];
}

/* Says whether an entry is used and not forgotten. */
static bool
counts(const struct number_map *m, const struct number_map_entry *e)
{
	return e->number && e->first >= m->below;
}

/* Makes room for twice as many entries, without those that are forgotten. */
static void
grow(struct number_map *m)
{
	struct number_map old = *m;

	m->count = 0;
	for (size_t i = 0; i < old.room; i++)
		m->count += counts(&old, &old.entry[i]);
	for (m->room = ROOM_MIN; m->room < 4 * m->count;)
		m->room *= 2;
	m->entry = xcalloc(m->room, sizeof *m->entry);
	for (size_t i = 0; i < old.room; i++)
		if (counts(&old, &old.entry[i]))
			*place_of(m, old.entry[i].first,
			    old.entry[i].second) = old.entry[i];
	free(old.entry);
}

uint32_t
number_map_get(const struct number_map *m, uint64_t first, uint32_t second)
{
	return !m->room || first < m->below ? 0 :
	    place_of(m, first, second)->number;
}

uint32_t *
number_map_at(struct number_map *m, uint64_t first, uint32_t second)
{
	struct number_map_entry *e;

	if (2 * m->count >= m->room)
		grow(m);
	e = place_of(m, first, second);
	if (!e->number) {
		m->count++;
		e->first = first;
		e->second = second;
	}
	return &e->number;
}

void
number_map_set(
    struct number_map *m, uint64_t first, uint32_t second, uint32_t number)
{
	if (first >= m->below)
		*number_map_at(m, first, second) = number;
}

void
number_map_forget(struct number_map *m, uint64_t below)
{
	if (below > m->below)
		m->below = below;
}

void
number_map_release(struct number_map *m)
{
	free(m->entry);
	*m = (struct number_map){ 0 };
}
