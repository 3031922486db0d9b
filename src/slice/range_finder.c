/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/search.h"
#include "perfdata/events.h"
#include "slice/contents.h"
#include "slice/range_finder.h"

void
range_finder_start(struct range_finder *f, const struct contents_range *range,
    size_t count)
{
	uint32_t last = range[count - 1].cpu;

	*f = (struct range_finder){ .range = range, .count = count };
	f->per_cpu = last != EVENT_NO_CPU;
	f->groups = f->per_cpu ? last + 1 : 1;
	f->group = xcalloc(f->groups, sizeof *f->group);
	for (size_t i = 0; i < count; i++) {
		uint32_t cpu = f->per_cpu ? range[i].cpu : 0;
		struct range_group *group = &f->group[cpu];

		if (!group->after)
			group->first = i;
		group->after = i + 1;
	}
}

void
range_finder_release(struct range_finder *f)
{
	free(f->group);
	*f = (struct range_finder){ 0 };
}

struct range_group
range_finder_group(const struct range_finder *f, uint32_t cpu)
{
	if (!f->per_cpu)
		return f->group[0];
	return cpu < f->groups ? f->group[cpu] : (struct range_group){ 0 };
}

size_t
range_finder_from(
    const struct range_finder *f, struct range_group group, uint64_t time_ns)
{
	return group.first + search_from(&f->range[group.first].end_ns,
	    group.after - group.first, sizeof *f->range, time_ns);
}

size_t
range_finder_find(const struct range_finder *f, size_t *last, uint64_t time_ns,
    uint32_t cpu)
{
	const struct contents_range *range = &f->range[*last];
	struct range_group group = range_finder_group(f, cpu);
	size_t number;

	if (*last >= group.first && *last < group.after &&
	    range->start_ns <= time_ns && time_ns <= range->end_ns)
		return *last;
	number = range_finder_from(f, group, time_ns);
	if (number == group.after || f->range[number].start_ns > time_ns)
		return f->count;
	return *last = number;
}
