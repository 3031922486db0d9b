/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/search.h"
#include "perfdata/recording.h"
#include "scan/order.h"

/* More knots than that are joined two by two: at most 4 MB. */
enum { KNOTS_MAX = 1 << 18 };

static void
join_pairs(struct order *o)
{
	for (size_t i = 0; i < o->knots / 2; i++)
		o->knot[i] = (struct knot){ o->knot[2 * i].first_ns,
			o->knot[2 * i + 1].last_ns };
	o->knots /= 2;
}

/*
 * Makes the time from first_ns to last_ns a knot; none is later than last_ns.
 */
static void
tie(struct order *o, uint64_t first_ns, uint64_t last_ns)
{
	while (o->knots && o->knot[o->knots - 1].last_ns >= first_ns) {
		if (o->knot[o->knots - 1].first_ns < first_ns)
			first_ns = o->knot[o->knots - 1].first_ns;
		o->knots--;
	}
	if (o->knots == KNOTS_MAX)
		join_pairs(o);
	o->knot = xgrow(o->knot, o->knots, &o->room, sizeof *o->knot);
	o->knot[o->knots++] = (struct knot){ first_ns, last_ns };
}

void
order_start(struct order *o, const struct recording *r)
{
	/* For a pipe, perf checks that before it knows the events. */
	*o = (struct order){ .as_in_file = r->layout != RECORDING_PIPE &&
		    !r->events.event[0].sample_id_all };
}

void
order_record(struct order *o, uint64_t time_ns, bool is_sample)
{
	if (is_sample && time_ns < o->printed_ns)
		tie(o, time_ns, o->printed_ns);
	if (o->as_in_file && is_sample && time_ns > o->printed_ns)
		o->printed_ns = time_ns;
	if (time_ns > o->latest_ns)
		o->latest_ns = time_ns;
}

void
order_round(struct order *o)
{
	if (o->as_in_file)
		return;
	if (o->next_ns > o->printed_ns)
		o->printed_ns = o->next_ns;
	o->next_ns = o->latest_ns;
}

void
order_release(struct order *o)
{
	free(o->knot);
	*o = (struct order){ 0 };
}

uint64_t
order_untie(const struct order *o, uint64_t start_ns)
{
	const struct knot *knot = o->knot;

	if (!o->knots)
		return start_ns;
	/* The first knot that ends at start_ns or later. */
	knot += search_from(
	    &knot->last_ns, o->knots, sizeof *knot, start_ns);
	if (knot == o->knot + o->knots || start_ns <= knot->first_ns)
		return start_ns;
	if (start_ns - knot->first_ns <= knot->last_ns - start_ns)
		return knot->first_ns;
	return knot->last_ns == UINT64_MAX ? UINT64_MAX : knot->last_ns + 1;
}
