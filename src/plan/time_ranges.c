/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "plan/time_ranges.h"

void
time_ranges_release(struct time_ranges *t)
{
	free(t->range);
	*t = (struct time_ranges){ 0 };
}

void
time_ranges_add(struct time_ranges *t, uint64_t start_ns, uint64_t end_ns)
{
	t->range = xgrow(t->range, t->count, &t->room, sizeof *t->range);
	t->range[t->count++] = (struct time_range){ start_ns, end_ns };
}

/* Reads one end of a range; nothing and 0 mean that this end is open. */
static int
parse_end(const char *text, uint64_t open_ns, uint64_t *ns)
{
	*ns = open_ns;
	if (!*text)
		return 0;
	if (nanosec_parse(text + strspn(text, " \t"), ns))
		return -1;
	if (*ns == 0)
		*ns = open_ns;
	return 0;
}

static uint64_t
smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t
larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Adds "a,b", which it takes apart. */
static int
parse_pair(struct time_ranges *t, char *text, const struct time_bounds *bounds)
{
	char *comma = strchr(text, ',');
	uint64_t start_ns, end_ns;

	if (!comma || strchr(comma + 1, ','))
		return -1;
	*comma = '\0';
	if (parse_end(text, 0, &start_ns) ||
	    parse_end(comma + 1, UINT64_MAX, &end_ns) || end_ns < start_ns ||
	    (t->count && start_ns <= t->range[t->count - 1].end_ns))
		return -1;
	t->open_start = t->open_start || start_ns == 0;
	t->open_end = end_ns == UINT64_MAX;
	/* An open end reaches as far as the samples do, or as its other end. */
	if (start_ns == 0)
		start_ns = smaller(bounds->first_ns, end_ns);
	if (t->open_end)
		end_ns = larger(bounds->last_ns, start_ns);
	time_ranges_add(t, start_ns, end_ns);
	return 0;
}

/*
 * Reads "a,b c,d" as perf does: one blank ends a pair unless it is the last;
 * in front of a number there may be more.
 */
static int
parse_pairs(struct time_ranges *t, char *text, const struct time_bounds *bounds)
{
	char *comma, *end;

	while ((comma = strchr(text, ',')) && strchr(comma + 1, ',')) {
		end = comma + 1 + strspn(comma + 1, " \t");
		end += strcspn(end, " \t,");
		if (*end == ',')
			return -1;
		*end++ = '\0';
		if (parse_pair(t, text, bounds))
			return -1;
		text = end;
	}
	return parse_pair(t, text, bounds);
}

/* Reads "10%" up to the end of text as a fraction. */
static int
parse_percent(const char *text, size_t len, double *fraction)
{
	char *copy = xstrndup(text, len), *end;
	double value = strtod(copy, &end);
	int status = end != copy && !strcmp(end, "%") && isfinite(value) ? 0 :
	    -1;

	free(copy);
	*fraction = value / 100;
	return status;
}

/* Adds the part of the recording between two fractions, as perf has it. */
static int
add_part(struct time_ranges *t, double from, double to,
    const struct time_bounds *bounds)
{
	uint64_t first_ns = bounds->percent_first_ns;
	uint64_t last_ns = bounds->percent_last_ns, start_ns, end_ns;
	double total = last_ns - first_ns;

	if (from < 0 || from > 1 || to < 0 || to > 1 || from > to)
		return -1;
	start_ns = first_ns + (uint64_t)round(from * total);
	end_ns = first_ns + (uint64_t)round(to * total);
	if (end_ns > start_ns && end_ns != last_ns)
		end_ns--;
	time_ranges_add(t, start_ns, end_ns);
	return 0;
}

/*
 * Adds one part: "10%/2" if cut is '/', "10%-20%" if it is '-', "10%" if 0.
 */
static int
parse_part(struct time_ranges *t, const char *text, char cut,
    const struct time_bounds *bounds)
{
	const char *at = strchr(text, cut);
	char *end;
	double from, to;
	long nth = 1;

	if (!at || parse_percent(text, at - text, &from))
		return -1;
	if (cut == '-')
		return parse_percent(at + 1, strlen(at + 1), &to) ? -1 :
		    add_part(t, from, to, bounds);
	if (cut) {
		nth = strtol(at + 1, &end, 10);
		if (end == at + 1 || *end || nth < 1 || from <= 0)
			return -1;
	}
	return add_part(t, from * (nth - 1), from * nth, bounds);
}

static int
by_start(const void *a, const void *b)
{
	uint64_t x = ((const struct time_range *)a)->start_ns;
	uint64_t y = ((const struct time_range *)b)->start_ns;

	return (x > y) - (x < y);
}

/*
 * Puts the list in order and joins what overlaps: samples are printed when
 * they are in any part.
 */
static void
normalize(struct time_ranges *t)
{
	struct time_range *to = t->range;

	for (size_t i = 1; i < t->count; i++)
		if (t->range[i].start_ns <= t->range[i - 1].end_ns)
			t->out_of_order = true;
	qsort(t->range, t->count, sizeof *t->range, by_start);
	for (size_t i = 1; i < t->count; i++) {
		const struct time_range *next = &t->range[i];

		if (next->start_ns > to->end_ns)
			*++to = *next;
		else if (next->end_ns > to->end_ns)
			to->end_ns = next->end_ns;
	}
	t->count = to - t->range + 1;
}

static int
parse_percents(
    struct time_ranges *t, char *text, const struct time_bounds *bounds)
{
	/* perf takes all parts for the kind that it finds first. */
	char cut = strchr(text, '/') ? '/' : strchr(text, '-') ? '-' : '\0';
	char *part;

	if (!cut)
		return parse_part(t, text, cut, bounds);
	while ((part = strsep(&text, ",")))
		if (parse_part(t, part, cut, bounds))
			return -1;
	normalize(t);
	return 0;
}

int
time_ranges_parse(
    struct time_ranges *t, const char *text, const struct time_bounds *bounds)
{
	char *copy;
	int status;

	if (!text) {
		time_ranges_add(t, bounds->first_ns, bounds->last_ns);
		t->open_start = t->open_end = true;
		return 0;
	}
	copy = xstrdup(text);
	status = strchr(text, '%') ? parse_percents(t, copy, bounds) :
				     parse_pairs(t, copy, bounds);
	free(copy);
	if (status) {
		warnx("perf script --time '%s': expected start,stop in seconds "
		      "with at most nine decimals, in order and not "
		      "overlapping, or percentages such as 10%%/2 or 0%%-10%%",
		    text);
		time_ranges_release(t);
	}
	return status;
}

void
time_ranges_join(struct time_ranges *t)
{
	struct time_range *to = t->range;

	for (size_t i = 1; i < t->count; i++) {
		if (to->end_ns + 1 == t->range[i].start_ns)
			to->end_ns = t->range[i].end_ns;
		else
			*++to = t->range[i];
	}
	t->count = to - t->range + 1;
}

static uint64_t
duration(const struct time_range *r)
{
	return r->end_ns - r->start_ns + 1;
}

/* Adds range in n equal pieces; the last takes what is left over. */
static void
split(struct time_ranges *pieces, const struct time_range *range, uint64_t n)
{
	uint64_t len = n > 1 ? duration(range) / n : 0;
	uint64_t start_ns = range->start_ns;

	if (len < 1)
		n = 1;
	for (uint64_t i = 0; i + 1 < n; i++, start_ns += len)
		time_ranges_add(pieces, start_ns, start_ns + len - 1);
	time_ranges_add(pieces, start_ns, range->end_ns);
}

int
time_ranges_by_interval(struct time_ranges *pieces,
    const struct time_ranges *ranges, double interval_ns)
{
	double total = 0;

	for (size_t i = 0; i < ranges->count; i++)
		total += rint(duration(&ranges->range[i]) / interval_ns);
	if (total > TIME_RANGES_MAX) {
		warnx("this would make %.0f ranges, at most %d make sense: "
		      "ask for a longer interval (-i) or fewer ranges (-n)",
		    total, TIME_RANGES_MAX);
		return -1;
	}
	for (size_t i = 0; i < ranges->count; i++)
		split(pieces, &ranges->range[i],
		    rint(duration(&ranges->range[i]) / interval_ns));
	return 0;
}

int
time_ranges_into(struct time_ranges *pieces, const struct time_ranges *ranges,
    uint64_t n, uint64_t min_ns)
{
	double total = 0, interval_ns;

	for (size_t i = 0; i < ranges->count; i++)
		total += duration(&ranges->range[i]);
	interval_ns = total / n;
	if (n <= ranges->count)
		interval_ns = INFINITY; /* each stays one piece */
	else if (interval_ns < min_ns)
		interval_ns = min_ns;
	return time_ranges_by_interval(pieces, ranges, interval_ns);
}

bool
time_ranges_rejoin(
    const struct time_ranges *pieces, const struct time_ranges *whole)
{
	size_t i = 0;

	for (size_t w = 0; w < whole->count; w++, i++) {
		if (i >= pieces->count ||
		    pieces->range[i].start_ns != whole->range[w].start_ns)
			return false;
		while (i + 1 < pieces->count &&
		    pieces->range[i].end_ns + 1 ==
			pieces->range[i + 1].start_ns &&
		    pieces->range[i].end_ns != whole->range[w].end_ns)
			i++;
		if (pieces->range[i].end_ns != whole->range[w].end_ns)
			return false;
	}
	return i == pieces->count;
}
