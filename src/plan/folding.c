/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdint.h>
#include <string.h>

#include "fold/fold_options.h"
#include "perfdata/events.h"
#include "plan/folding.h"
#include "plan/perf_command.h"
#include "plan/perf_fields.h"
#include "scan/timeline.h"
#include "slice/contents.h"

/* Says whether a word is in a list that ends with NULL. */
static bool
is_in(const char *const *list, const char *word)
{
	while (*list && strcmp(*list, word))
		list++;
	return *list;
}

/*
 * Says whether the first line of each sample is that of a stack with a weight,
 * which is a weight only behind a time, and nothing is behind the event but
 * what follows from the stack's addresses.
 */
static bool
prints_weights(const struct perf_field_use *use, const struct events *events)
{
	static const char *const needed[] = { "comm", "tid", "time", "period",
		"event", NULL };
	/* The last prints nothing without raw data. */
	static const char *const harmless[] = { "pid", "cpu", "ip", "sym",
		"symoff", "dso", "dsoff", "bpf-output", NULL };

	for (size_t i = 0; needed[i]; i++)
		if (perf_fields_lack(use, events, false, needed[i]))
			return false;
	for (const struct perf_field *f = perf_fields; f->name; f++)
		if (!is_in(needed, f->name) && !is_in(harmless, f->name) &&
		    perf_fields_print(use, events, false, f->name))
			return false;
	return true;
}

/* Says whether perf itself chooses samples of the range by time or by CPU. */
static bool
chooses(const struct perf_command *c, const struct contents_range *range)
{
	bool whole = range->start_ns == 0 && range->end_ns == UINT64_MAX;

	return (c->time && whole) ||
	    (c->cpu && perf_command_single_cpu(c) == EVENT_NO_CPU);
}

/* Says whether perf prints samples only, each for itself. */
static bool
is_plain(const struct perf_command *c)
{
	return !c->unknown && !c->differs && !c->unprinted && !c->header;
}

bool
folding_names_several(const struct perf_command *c,
    const struct events *events, const struct timeline *t)
{
	bool traced = t->trace_bytes > 0;

	return (events_mix(events) || traced || t->index.odd_comms) &&
	    perf_fields_print(&c->fields, events, traced, "event");
}

bool
folding_in_slice(const struct perf_command *c, const struct events *events,
    const struct contents_range *range)
{
	return is_plain(c) && !chooses(c, range) &&
	    prints_weights(&c->fields, events);
}

const char *
folding_in_printer(const struct perf_command *c, const struct fold_options *o)
{
	if (!is_plain(c) || (o->with & FOLD_ADDRS))
		return NULL;
	return o->with & (FOLD_PID | FOLD_TID) ? "stacks-of-tasks" : "stacks";
}
