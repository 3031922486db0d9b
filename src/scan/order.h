/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The order in which perf script prints samples, where it is not that of their
 * times.
 *
 * perf sorts records by time and prints, at each FINISHED_ROUND, those up to
 * the latest time before the previous round; the rest at the end.  A sample
 * that comes later than that is printed out of order.  Where the first event
 * has no sample_id_all, perf prints in the order of the file.  A cut between a
 * sample out of order and those printed before it would change the order, so
 * the time from the one to the others is a knot, in which nothing is cut.
 * Source: ordered-events.c and session.c in tools/perf/util.
 */
#ifndef SCAN_ORDER_H
#define SCAN_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct recording;

/* Ranges may start at first_ns or before, or after last_ns. */
struct knot {
	uint64_t first_ns;
	uint64_t last_ns;
};

struct order {
	bool as_in_file;
	uint64_t latest_ns;  /* the latest of all records so far */
	uint64_t next_ns;    /* the time up to which the next round prints */
	uint64_t printed_ns; /* the time up to which samples may be printed */
	struct knot *knot;   /* sorted; they do not overlap */
	size_t knots, room;
};

/* Starts with the order in which perf prints this recording. */
void order_start(struct order *, const struct recording *);

/* Notes a record that perf sorts, by its time in ns, which is not 0. */
void order_record(struct order *, uint64_t time_ns, bool is_sample);

/* Notes a FINISHED_ROUND. */
void order_round(struct order *);

void order_release(struct order *);

/*
 * Returns the time nearest to start_ns at which a range may start; UINT64_MAX
 * when no range may start from there on.
 */
uint64_t order_untie(const struct order *, uint64_t start_ns);

#endif
