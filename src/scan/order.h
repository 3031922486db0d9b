/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In which order perf script prints samples, and where it is not that of
 * their times.
 *
 * perf puts records in the order of their times and prints, at each
 * FINISHED_ROUND, those up to the latest time seen before the round before
 * it; the rest at the end.  A sample that comes later than that is printed out
 * of turn.  Where the first event has no sample_id_all, perf prints in the
 * order of the file.  A cut between a sample out of turn and those that were
 * printed before it would put them in another order than one perf script
 * does, so the time from the one to the others is a knot, which is not cut.
 * Source: ordered-events.c and session.c in tools/perf/util.
 */
#ifndef SCAN_ORDER_H
#define SCAN_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct recording;

/* Ranges may start at first_ns or before, and behind last_ns. */
struct knot {
	uint64_t first_ns;
	uint64_t last_ns;
};

struct order {
	bool as_in_file;
	uint64_t latest_ns;  /* of the records so far */
	uint64_t next_ns;    /* what the next round will print up to */
	uint64_t printed_ns; /* samples up to then may have been printed */
	struct knot *knot;   /* in order, and apart */
	size_t knots, room;
};

/* Starts with what perf does for this recording. */
void order_start(struct order *, const struct recording *);

/* Takes in a record that perf queues; needs its time, which is not zero. */
void order_record(struct order *, uint64_t time_ns, bool is_sample);

/* Takes in a FINISHED_ROUND. */
void order_round(struct order *);

void order_release(struct order *);

/*
 * Returns where a range may start that is to start at start_ns: there, or as
 * near as possible; UINT64_MAX stands for nowhere after it.
 */
uint64_t order_untie(const struct order *, uint64_t start_ns);

#endif
