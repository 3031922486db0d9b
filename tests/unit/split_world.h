/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording that is cut: a timeline to be filled by hand, what is wanted of
 * it, and the pieces, which are looked at after each cut.
 */
#ifndef UNIT_SPLIT_WORLD_H
#define UNIT_SPLIT_WORLD_H

#include <stdbool.h>
#include <string.h>

#include "data/events.h"
#include "data/timeline.h"
#include "plan/split.h"
#include "unit/testing.h"

#define S UINT64_C(1000000000)

enum { CPUS = 4 };

/* What is cut, and the pieces. */
struct world {
	struct timeline timeline;
	struct time_ranges wanted;
	uint32_t cpu[CPUS];
	struct split split;
	struct time_ranges pieces[CPUS];
};

/* Starts an empty world; it is finished before the first cut. */
static inline void
start(struct world *w)
{
	*w = (struct world){ .cpu = { 0, 1, 2, 3 },
		.split = { .by = SPLIT_SAMPLES, .jobs = 4 } };
	timeline_start(&w->timeline);
}

static inline void
release_pieces(struct world *w)
{
	for (int i = 0; i < CPUS; i++)
		time_ranges_release(&w->pieces[i]);
}

static inline void
finish(struct world *w)
{
	release_pieces(w);
	time_ranges_release(&w->wanted);
	timeline_release(&w->timeline);
}

/* Wants one span instead of what was wanted before. */
static inline void
want(struct world *w, uint64_t start_ns, uint64_t end_ns)
{
	time_ranges_release(&w->wanted);
	time_ranges_add(&w->wanted, start_ns, end_ns);
}

/* Adds samples each second of a span, both ends included. */
static inline void
add_each_second(struct world *w, uint32_t cpu, uint64_t from_s, uint64_t to_s)
{
	for (uint64_t s = from_s; s <= to_s; s++)
		timeline_add(&w->timeline, s * S, cpu, 10);
}

/* Has ranges for each CPU from 0 on. */
static inline void
per_cpu(struct world *w, size_t cpus)
{
	w->split.per_cpu = true;
	w->split.cpu = w->cpu;
	w->split.cpus = cpus;
}

static inline size_t
lists(const struct world *w)
{
	return w->split.per_cpu ? w->split.cpus : 1;
}

static inline bool
starts_a_wanted_span(const struct world *w, uint64_t start_ns)
{
	for (size_t i = 0; i < w->wanted.count; i++)
		if (w->wanted.range[i].start_ns == start_ns)
			return true;
	return false;
}

/* Says that a list is in order, covers what is wanted, and leaves knots. */
static inline void
assert_pieces(const struct world *w, const struct time_ranges *pieces)
{
	const struct order *order = &w->timeline.order;

	assert_true(time_ranges_rejoin(pieces, &w->wanted));
	for (size_t i = 0; i < pieces->count; i++) {
		const struct time_range *r = &pieces->range[i];

		assert_true(r->start_ns <= r->end_ns);
		if (i)
			assert_true(r[-1].end_ns < r->start_ns);
		if (!starts_a_wanted_span(w, r->start_ns))
			assert_true(
			    order_untie(order, r->start_ns) == r->start_ns);
	}
}

/* Cuts, and looks at what all cuts must be like; may be called again. */
static inline void
cut(struct world *w)
{
	release_pieces(w);
	if (w->timeline.number)
		timeline_finish(&w->timeline);
	assert_int_equal(
	    split_make(&w->split, &w->timeline, &w->wanted, w->pieces), 0);
	for (size_t i = 0; i < lists(w); i++)
		assert_pieces(w, &w->pieces[i]);
}

/* Compares a list with the ends of its pieces, in seconds to the nearest. */
static inline void
assert_ends(const struct time_ranges *pieces, const uint64_t *end_s,
    size_t count)
{
	assert_int_equal(pieces->count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(
		    (pieces->range[i].end_ns + S / 2) / S, end_s[i]);
}
#define ENDS(...) \
	(const uint64_t[]){ __VA_ARGS__ }, \
	    LENGTH(((const uint64_t[]){ __VA_ARGS__ }))

static inline bool
is_wanted(const struct world *w, const struct time_ranges *pieces)
{
	return pieces->count == w->wanted.count &&
	    !memcmp(pieces->range, w->wanted.range,
		pieces->count * sizeof *pieces->range);
}

#endif
