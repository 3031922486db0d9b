/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "plan/cutting.h"
#include "unit/split_world.h"

void
split_world_start(struct world *w)
{
	*w = (struct world){ .cpu = { 0, 1, 2, 3 },
		.split = { .by = SPLIT_SAMPLES, .jobs = 4 } };
	timeline_start(&w->timeline);
}

static void
release_pieces(struct world *w)
{
	for (int i = 0; i < CPUS; i++)
		time_ranges_release(&w->pieces[i]);
}

void
split_world_finish(struct world *w)
{
	release_pieces(w);
	time_ranges_release(&w->wanted);
	timeline_release(&w->timeline);
}

void
split_world_want(struct world *w, uint64_t start_ns, uint64_t end_ns)
{
	time_ranges_release(&w->wanted);
	time_ranges_add(&w->wanted, start_ns, end_ns);
}

void
add_each_second(struct world *w, uint32_t cpu, uint64_t from_s, uint64_t to_s)
{
	for (uint64_t s = from_s; s <= to_s; s++)
		timeline_add(&w->timeline, s * S, cpu, 10);
}

void
split_world_per_cpu(struct world *w, size_t cpus)
{
	w->split.per_cpu = true;
	w->split.cpu = w->cpu;
	w->split.cpus = cpus;
}

static bool
starts_a_wanted_span(const struct world *w, uint64_t start_ns)
{
	for (size_t i = 0; i < w->wanted.count; i++)
		if (w->wanted.range[i].start_ns == start_ns)
			return true;
	return false;
}

/* Says that a list is in order, covers what is wanted, and leaves knots. */
static void
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

void
split_world_cut(struct world *w)
{
	release_pieces(w);
	if (w->timeline.number)
		timeline_finish(&w->timeline);
	assert_int_equal(
	    cutting_make(&w->split, &w->timeline, &w->wanted, w->pieces), 0);
	for (size_t i = 0; i < split_lists(&w->split); i++)
		assert_pieces(w, &w->pieces[i]);
}

void
assert_ends(const struct time_ranges *pieces, const uint64_t *end_s,
    size_t count)
{
	assert_int_equal(pieces->count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(
		    (pieces->range[i].end_ns + S / 2) / S, end_s[i]);
}

bool
is_wanted(const struct world *w, const struct time_ranges *pieces)
{
	return pieces->count == w->wanted.count &&
	    !memcmp(pieces->range, w->wanted.range,
		pieces->count * sizeof *pieces->range);
}
