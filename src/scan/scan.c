/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <string.h>

#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "scan/hashing.h"
#include "scan/index.h"
#include "scan/kernel_maps.h"
#include "scan/odd_text.h"
#include "scan/scan.h"
#include "scan/timeline.h"

/* The state of a scan. */
struct scan {
	const struct recording *recording;
	struct timeline *timeline;
	struct records records;
	struct hashing *hashing;
	bool by_cpu;
};

static int
scan_sample(struct scan *s, const struct record *record)
{
	const struct recording *r = s->recording;
	const struct event *event = events_of_sample(&r->events, record);
	uint64_t time_ns;
	uint32_t cpu;
	bool is_late;

	if (!event) {
		s->timeline->samples++;
		s->timeline->unknown++;
		s->timeline->index.flaws |= INDEX_LAYOUT;
		return 0;
	}
	if (event_sample_when(event, record, &time_ns, &cpu)) {
		warnx("%s: offset %" PRIu64 ": a sample of %u bytes, its event "
		      "has at least %u", r->part[s->records.part].name,
		    record->offset, record->size, event->layout.sample_min);
		return -1;
	}
	if (event_sample_has_ended(event, record))
		s->timeline->ended_threads = true;
	is_late = time_ns < s->timeline->order.printed_ns;
	timeline_add(s->timeline, time_ns, cpu, record->size);
	if (s->by_cpu && time_ns && time_ns != EVENT_NO_TIME)
		same_time_add(&s->timeline->same_time, time_ns, cpu);
	if (s->by_cpu && odd_sample(event, record))
		s->timeline->odd_texts = true;
	index_add_sample(&s->timeline->index, record, time_ns,
	    event_sample_pid(event, record), is_late);
	if (s->timeline->trace.in_samples) {
		s->timeline->trace_bytes += record->size;
		trace_add_sample(&s->timeline->trace, record, time_ns, cpu);
	}
	return 0;
}

/*
 * Returns when perf comes to a record with this time, or EVENT_NO_TIME: one
 * without is read as early as samples are, and 0 is before all of them.
 */
static uint64_t
coming_ns(const struct scan *s, uint64_t time_ns)
{
	if (time_ns != EVENT_NO_TIME)
		return time_ns;
	return s->timeline->records[RECORD_SAMPLE] ? UINT64_MAX : 0;
}

static void
scan_side_band(struct scan *s, const struct record *record)
{
	uint64_t time_ns = events_sorting_time(&s->recording->events, record);
	uint64_t printed_ns = s->timeline->order.printed_ns;
	bool is_timed = time_ns != EVENT_NO_TIME;

	index_add_other(&s->timeline->index, record,
	    is_timed ? time_ns : printed_ns, is_timed,
	    is_timed && time_ns < printed_ns);
	if (is_timed)
		timeline_add_side_band(s->timeline, time_ns);
	kernel_maps_add(
	    &s->timeline->kernel_maps, record, coming_ns(s, time_ns));
}

static void
scan_name(struct scan *s, const struct record *record)
{
	const char *name = (const char *)record->bytes + COMM_NAME;

	if (record->size > COMM_NAME &&
	    memchr(name, '\0', record->size - COMM_NAME) && odd_name(name))
		s->timeline->odd_names = true;
}

/* Checks the names of events in the header. */
static void
scan_event_names(struct scan *s)
{
	const struct recording *r = s->recording;
	struct section names = r->feature[FEATURE_EVENT_DESC];

	if (s->by_cpu && names.len &&
	    odd_text(r->part[0].bytes + names.offset, names.len))
		s->timeline->odd_texts = true;
}

static void
scan_trace_info(struct scan *s, const struct record *record)
{
	struct timeline *t = s->timeline;
	const unsigned char *type = record->bytes + AUXTRACE_INFO_TYPE;

	if (record->size < AUXTRACE_INFO_TYPE + 4)
		return;
	t->trace_type = format_u32(type, record->swapped);
	if (t->trace_type != AUXTRACE_INTEL_PT)
		return;
	t->intel_pt = true;
	trace_add_info(&t->trace, &s->recording->events, record);
}

static int
scan_record(struct scan *s, const struct record *record)
{
	struct timeline *t = s->timeline;
	uint32_t type = record->type;

	t->records[type < RECORD_TYPES ? type : RECORD_TYPES]++;
	if (type == RECORD_SAMPLE)
		return scan_sample(s, record);
	t->side_bytes += record->size;
	scan_side_band(s, record);
	if (s->by_cpu && odd_text(record->bytes, record->size))
		t->odd_texts = true;
	if (type == RECORD_COMM)
		scan_name(s, record);
	if (type == RECORD_FINISHED_ROUND)
		order_round(&t->order);
	if (type == RECORD_AUXTRACE_INFO)
		scan_trace_info(s, record);
	if (type == RECORD_AUXTRACE)
		t->trace_bytes += record->after;
	if (type == RECORD_AUXTRACE && t->intel_pt)
		trace_add_chunk(&t->trace, record);
	return 0;
}

/*
 * Reads all records.  Returns 0, or -1 with a message when one makes no sense.
 */
static int
scan_records(struct scan *s)
{
	struct record record;
	int more;

	while (hashing_reach(s->hashing, s->records.part, s->records.offset),
	    (more = records_next(&s->records, &record)) > 0)
		if (scan_record(s, &record))
			return -1;
	return more;
}

/* Prints a note on what perf omits without one, or notes for each job. */
static void
note_cut(const struct scan *s)
{
	if (s->records.cut_off)
		warnx("note: %s: offset %" PRIu64 ": it ends within a record, "
		      "as if its writer or a copy had been stopped; what "
		      "comes before that is decoded, as perf script does",
		    s->recording->name, s->records.offset);
}

int
scan_recording(struct timeline *t, const struct recording *r,
    const struct scan_options *options)
{
	struct scan s = { .recording = r, .timeline = t,
		.by_cpu = options->by_cpu };
	/* A trace takes as long to search as to digest. */
	unsigned searching = (options->threads + 1) / 2;
	int status;

	timeline_start(t);
	order_start(&t->order, r);
	index_start(&t->index, r);
	s.hashing = hashing_start(
	    r, options->threads - searching, options->progress);
	scan_event_names(&s);
	records_start(&s.records, r);
	status = scan_records(&s);
	note_cut(&s);
	records_end(&s.records);
	if (!status)
		trace_find_points(&t->trace, searching);
	t->digest = hashing_finish(s.hashing);
	timeline_finish(t);
	if (status)
		timeline_release(t);
	return status;
}
