/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Spans of time, and cutting them.  All ends are included, in nanoseconds; a
 * list is in order and nothing in it overlaps, so that every sample with a
 * time belongs to at most one range.
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
	bool open_start; /* nobody asked for the first one to start */
	bool open_end;   /* nor for the last one to end */
	bool out_of_order; /* they were not given in this order */
};

/* More ranges than this are a mistake, and are refused. */
enum { TIME_RANGES_MAX = 100000 };

/* What is known of the recording's time. */
struct time_bounds {
	uint64_t first_ns, last_ns; /* where ranges start and end by default */
	uint64_t percent_first_ns, percent_last_ns; /* what percents are of */
};

void time_ranges_release(struct time_ranges *);

/* Adds a range at the end. */
void time_ranges_add(struct time_ranges *, uint64_t start_ns, uint64_t end_ns);

/*
 * Fills an empty list from the text of perf script's --time: "a,b", with
 * either left out, several of these with blanks between, or percentages
 * ("10%/2", "0%-10%,30%-40%").  NULL is all of the recording.  Returns 0, or
 * -1 with a message when perf would refuse the text.
 */
int time_ranges_parse(
    struct time_ranges *, const char *text, const struct time_bounds *);

/* Makes one range of those between which there is no time at all. */
void time_ranges_join(struct time_ranges *);

/*
 * Cuts into pieces as near as possible to interval_ns, each range by itself.
 * Returns 0, or -1 with a message when there would be too many.
 */
int time_ranges_by_interval(struct time_ranges *pieces,
    const struct time_ranges *, double interval_ns);

/* Cuts into n pieces, none much shorter than min_ns; returns as above. */
int time_ranges_into(struct time_ranges *pieces, const struct time_ranges *,
    uint64_t n, uint64_t min_ns);

/* Says whether the pieces, put together again, are the whole. */
bool time_ranges_rejoin(
    const struct time_ranges *pieces, const struct time_ranges *whole);

#endif
