/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists of spans of time, and how to cut them.  Times are in ns and both ends
 * are included.  A list is sorted and its spans do not overlap, so that every
 * sample with a time is in at most one.
 */
#ifndef PLAN_TIME_RANGES_H
#define PLAN_TIME_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct time_range {
	uint64_t start_ns;
	uint64_t end_ns;
};

struct time_ranges {
	struct time_range *range;
	size_t count;
	size_t room;
	bool open_start; /* the first one has no given start */
	bool open_end;   /* the last one has no given end */
	bool out_of_order; /* they were given in another order */
};

/* More ranges than this are refused as a mistake. */
enum { TIME_RANGES_MAX = 100000 };

/* The times of a recording. */
struct time_bounds {
	uint64_t first_ns, last_ns; /* first and last time by default */
	uint64_t percent_first_ns, percent_last_ns; /* of percentages */
};

void time_ranges_release(struct time_ranges *);

/* Adds a range at the end. */
void time_ranges_add(struct time_ranges *, uint64_t start_ns, uint64_t end_ns);

/*
 * Fills an empty list from the value of perf script's --time: "a,b", where
 * either may be missing, several of these with blanks between them, or
 * percentages ("10%/2", "0%-10%,30%-40%").  NULL stands for the whole
 * recording.  Returns 0, or -1 with a message when perf would refuse the text.
 */
int time_ranges_parse(
    struct time_ranges *, const char *text, const struct time_bounds *);

/* Joins spans without any time between them. */
void time_ranges_join(struct time_ranges *);

/*
 * Cuts each span into pieces of roughly interval_ns.  Returns 0, or -1 with a
 * message when there would be too many.
 */
int time_ranges_by_interval(struct time_ranges *pieces,
    const struct time_ranges *, double interval_ns);

/* Cuts into n pieces, none much shorter than min_ns.  Returns as above. */
int time_ranges_into(struct time_ranges *pieces, const struct time_ranges *,
    uint64_t n, uint64_t min_ns);

/* Says whether the pieces, joined, are the whole. */
bool time_ranges_rejoin(
    const struct time_ranges *pieces, const struct time_ranges *whole);

#endif
