/* SPDX-License-Identifier: GPL-2.0-only */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "perfdata/events.h"
#include "plan/reused_cuts.h"
#include "plan/split.h"

/* What kept cuts of one CPU, or of all, are judged by. */
struct given {
	const struct split *split;
	const struct timeline *timeline;
	const struct time_ranges *wanted;
	uint32_t cpu;
	double heaviest; /* of the pieces without a past */
};

void
reused_cuts_add(
    struct reused_cuts *cuts, int cpu, uint64_t start_ns, uint64_t weight)
{
	cuts->cut = xgrow(
	    cuts->cut, cuts->count, &cuts->room, sizeof *cuts->cut);
	cuts->cut[cuts->count++] = (struct reused_cut){
		cpu < 0 ? EVENT_NO_CPU : (uint32_t)cpu, start_ns, weight
	};
}

void
reused_cuts_release(struct reused_cuts *cuts)
{
	free(cuts->cut);
	free(cuts->cutting);
	*cuts = (struct reused_cuts){ 0 };
}

/*
 * Adds a piece that weighed something, in several if it is twice as heavy now
 * as it may be.
 */
static void
add(const struct given *in, const struct reused_cut *old, uint64_t end_ns,
    struct time_ranges *pieces)
{
	const struct time_range span = { old->start_ns, end_ns };
	double weight = split_weight(in->split, in->timeline, in->cpu, &span);
	double most = fmax(old->weight, in->heaviest);

	if (most > 0 && weight >= 2 * most)
		split_span(in->split, in->timeline, in->cpu, &span,
		    rint(weight / most), pieces);
	else
		time_ranges_add(pieces, span.start_ns, end_ns);
}

/* Cuts the times that are wanted of a CPU; returns how many cuts were kept. */
static size_t
cut_list(const struct given *in, struct time_ranges *pieces)
{
	const struct reused_cuts *reused = in->split->reused;
	size_t used = 0;

	for (size_t i = 0; i < in->wanted->count; i++) {
		const struct time_range *w = &in->wanted->range[i];
		struct reused_cut here = { .start_ns = w->start_ns };

		for (size_t k = 0; k < reused->count; k++) {
			const struct reused_cut *cut = &reused->cut[k];

			if (cut->cpu != in->cpu || cut->start_ns > w->end_ns)
				continue;
			if (cut->start_ns > here.start_ns) {
				add(in, &here, cut->start_ns - 1, pieces);
				here.start_ns = cut->start_ns;
				used++;
			}
			here.weight = cut->weight;
		}
		add(in, &here, w->end_ns, pieces);
	}
	return used;
}

/* Returns what the heaviest of a CPU's pieces weighs. */
static double
heaviest_of(const struct given *in, const struct time_ranges *pieces)
{
	double most = 0;

	for (size_t i = 0; i < pieces->count; i++)
		most = fmax(most, split_weight(in->split, in->timeline,
		    in->cpu, &pieces->range[i]));
	return most;
}

static size_t
count_all(const struct time_ranges *pieces, size_t lists)
{
	size_t count = 0;

	for (size_t i = 0; i < lists; i++)
		count += pieces[i].count;
	return count;
}

/*
 * Says whether kept cuts are as good as fresh ones: not when there would be
 * very many more pieces, or very many fewer.
 */
static bool
is_good(size_t kept, size_t fresh)
{
	return kept <= fresh * 3 / 2 + 1 && kept >= fresh / 3;
}

void
reused_cuts_apply(const struct split *split, const struct timeline *timeline,
    const struct time_ranges *wanted, struct time_ranges *pieces)
{
	size_t lists = split_lists(split), used = 0;
	struct time_ranges *kept = xcalloc(lists, sizeof *kept), old;

	for (size_t i = 0; i < lists; i++) {
		struct given in = { split, timeline, wanted,
			split->per_cpu ? split->cpu[i] : EVENT_NO_CPU, 0 };

		in.heaviest = heaviest_of(&in, &pieces[i]);
		used += cut_list(&in, &kept[i]);
	}
	if (used && is_good(count_all(kept, lists), count_all(pieces, lists)))
		for (size_t i = 0; i < lists; i++) {
			old = pieces[i];
			pieces[i] = kept[i];
			kept[i] = old;
		}
	for (size_t i = 0; i < lists; i++)
		time_ranges_release(&kept[i]);
	free(kept);
}
