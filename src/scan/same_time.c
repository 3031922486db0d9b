/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/number_map.h"
#include "perfdata/events.h"
#include "scan/same_time.h"

/* A time, and the highest CPU with a sample of it. */
struct tie {
	uint64_t time_ns;
	uint32_t cpu;
};

enum { SEEN_BITS = 16 };

void
same_time_add(struct same_time *t, uint64_t time_ns, uint32_t cpu)
{
	uint64_t spread = time_ns * NUMBER_SPREAD;
	struct tie *tie;

	if (t->crossed || cpu == EVENT_NO_CPU)
		return;
	if (!t->seen)
		t->seen = xcalloc(1 << SEEN_BITS, sizeof *t->seen);
	tie = &t->seen[spread >> (64 - SEEN_BITS)];
	if (tie->time_ns == time_ns && cpu < tie->cpu)
		t->crossed = true;
	*tie = (struct tie){ time_ns, cpu };
}

void
same_time_release(struct same_time *t)
{
	free(t->seen);
	t->seen = NULL;
}
