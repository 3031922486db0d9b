/* SPDX-License-Identifier: GPL-2.0-only */
#include "plan/cutting.h"
#include "plan/reused_cuts.h"
#include "plan/split.h"

int
cutting_make(const struct split *split, const struct timeline *timeline,
    const struct time_ranges *wanted, struct time_ranges *pieces)
{
	if (split_cut(split, timeline, wanted, pieces))
		return -1;
	if (split->reused)
		reused_cuts_apply(split, timeline, wanted, pieces);
	split_untie(split, timeline, pieces);
	return 0;
}
