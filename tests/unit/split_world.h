/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording that is cut: a timeline to be filled by hand, what is wanted of
 * it, and the pieces, which are looked at after each cut.
 */
#ifndef UNIT_SPLIT_WORLD_H
#define UNIT_SPLIT_WORLD_H

#include <stdbool.h>
#include <string.h>

#include "perfdata/events.h"
#include "plan/split.h"
#include "scan/timeline.h"
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
void split_world_start(struct world *w);

void split_world_finish(struct world *w);

/* Wants one span instead of what was wanted before. */
void split_world_want(struct world *w, uint64_t start_ns, uint64_t end_ns);

/* Adds samples each second of a span, both ends included. */
void add_each_second(struct world *w, uint32_t cpu, uint64_t from_s,
    uint64_t to_s);

/* Has ranges for each CPU from 0 on. */
void split_world_per_cpu(struct world *w, size_t cpus);

/* Cuts, and looks at what all cuts must be like; may be called again. */
void split_world_cut(struct world *w);

/* Compares a list with the ends of its pieces, in seconds to the nearest. */
void assert_ends(const struct time_ranges *pieces, const uint64_t *end_s,
    size_t count);
#define ENDS(...) \
	(const uint64_t[]){ __VA_ARGS__ }, \
	    LENGTH(((const uint64_t[]){ __VA_ARGS__ }))

bool is_wanted(const struct world *w, const struct time_ranges *pieces);

#endif
