/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cost of decoding in ranges, from which the number of ranges follows.
 *
 * A job has a fixed cost F: starting perf, loading symbols and, where the job
 * has no slice, reading past all records, since --time selects among them.  To
 * make a slice of a compressed recording all records are decompressed, which
 * costs as much.  A job also has its share of the work W: decoding samples or
 * trace.  print.so makes W less, and F more by what it has to learn; W is less
 * again where one sample stands for all that are alike.
 *
 * n ranges with j jobs at a time take
 *
 *	T(n) = n F / j + W / j + W / n
 *
 * where the last term is the job that starts last, when the others are done.
 * That is least for n = sqrt(W j / F).  Fewer than j ranges leave processors
 * idle, unless the work is not even worth that many fixed costs.  make bench
 * measures what F and W are made of, but for trace.
 */
#ifndef PLAN_COST_H
#define PLAN_COST_H

#include <stdbool.h>
#include <stdint.h>

struct timeline;

/* What makes jobs cheaper. */
struct cost_savings {
	bool sliced;  /* jobs have slices and do not each read everything */
	bool printed; /* print.so prints samples once it has learnt how, */
	bool counted; /* and of those that are alike just one */
};

/*
 * Returns the best number of ranges, at least 1, to decode a share of a
 * recording, from 0 to 1, with so many jobs at a time.
 */
uint64_t cost_ranges(const struct timeline *, struct cost_savings,
    double share, uint64_t jobs);

#endif
