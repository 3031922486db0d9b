/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/records.h"

void
events_add(struct events *events, const struct event *event,
    const unsigned char *ids, size_t id_count)
{
	struct event_id *id;

	events->event = xgrow(events->event, events->count, &events->room,
	    sizeof *events->event);
	events->event[events->count] = *event;
	for (size_t i = 0; i < id_count; i++) {
		events->id = xgrow(events->id, events->id_count,
		    &events->id_room, sizeof *events->id);
		id = &events->id[events->id_count++];
		id->id = format_u64(ids + 8 * i, events->swapped);
		id->event = events->count;
	}
	events->count++;
}

/* Adds eight bytes to *len if type has field; returns the field's offset. */
static uint16_t
take(uint64_t type, uint64_t field, uint16_t *len)
{
	uint16_t at = *len;

	if (!(type & field))
		return 0;
	*len += 8;
	return at;
}

/*
 * Computes where fields lie, and in *sample_id and *trailer_id where ids lie.
 */
static struct event_layout
layout_of(const struct event *e, uint16_t *sample_id, uint16_t *trailer_id)
{
	uint64_t type = e->sample_type;
	struct event_layout l = { 0 };
	uint16_t len = RECORD_HEADER_LEN, identifier, id;

	identifier = take(type, SAMPLE_IDENTIFIER, &len);
	take(type, SAMPLE_IP, &len);
	l.sample_tid = take(type, SAMPLE_TID, &len);
	l.sample_time = take(type, SAMPLE_TIME, &len);
	take(type, SAMPLE_ADDR, &len);
	id = take(type, SAMPLE_ID, &len);
	take(type, SAMPLE_STREAM_ID, &len);
	l.sample_cpu = take(type, SAMPLE_CPU, &len);
	l.sample_min = len;
	l.sample_period = take(type, SAMPLE_PERIOD, &len);
	*sample_id = identifier ? identifier : id;
	*trailer_id = 0;
	if (!e->sample_id_all)
		return l;

	/*
	 * Offsets in a sample_id count from its end, where the identifier is.
	 */
	len = 8;
	identifier = take(type, SAMPLE_IDENTIFIER, &len);
	l.trailer_cpu = take(type, SAMPLE_CPU, &len);
	take(type, SAMPLE_STREAM_ID, &len);
	id = take(type, SAMPLE_ID, &len);
	l.trailer_time = take(type, SAMPLE_TIME, &len);
	take(type, SAMPLE_TID, &len);
	l.trailer_len = len - 8;
	*trailer_id = identifier ? identifier : id;
	return l;
}

static int
by_id(const void *a, const void *b)
{
	uint64_t x = ((const struct event_id *)a)->id;
	uint64_t y = ((const struct event_id *)b)->id;

	return (x > y) - (x < y);
}

int
events_finish(struct events *events)
{
	uint16_t sample_id, trailer_id;
	bool same_ids = true;

	events->uniform = true;
	for (size_t i = 0; i < events->count; i++) {
		struct event *e = &events->event[i];
		const struct event_layout *first = &events->event[0].layout;

		e->layout = layout_of(e, &sample_id, &trailer_id);
		if (i == 0) {
			events->sample_id = sample_id;
			events->trailer_id = trailer_id;
			continue;
		}
		if (memcmp(&e->layout, first, sizeof *first))
			events->uniform = false;
		if (events->sample_id != sample_id ||
		    events->trailer_id != trailer_id)
			same_ids = false;
	}
	if (events->id_count)
		qsort(events->id, events->id_count, sizeof *events->id, by_id);
	return same_ids || events->uniform ? 0 : -1;
}

void
events_release(struct events *events)
{
	free(events->event);
	free(events->id);
	*events = (struct events){ 0 };
}

/* Returns the event with this id; perf makes up records with id 0. */
static const struct event *
by_number(const struct events *events, uint64_t id)
{
	const struct event_id key = { .id = id };
	const struct event_id *found = !events->id_count ? NULL :
	    bsearch(&key, events->id, events->id_count, sizeof key, by_id);

	if (found)
		return &events->event[found->event];
	return id == 0 && events->count ? &events->event[0] : NULL;
}

const struct event *
events_of_sample(const struct events *events, const struct record *r)
{
	if (events->uniform || !events->sample_id)
		return events->count ? &events->event[0] : NULL;
	if (r->size < events->sample_id + 8)
		return NULL;
	return by_number(events,
	    format_u64(r->bytes + events->sample_id, r->swapped));
}

const struct event *
events_by_id_of_sample(const struct events *events, const struct record *r)
{
	if (events->count == 1)
		return &events->event[0];
	if (!events->sample_id || r->size < events->sample_id + 8)
		return NULL;
	return by_number(events,
	    format_u64(r->bytes + events->sample_id, r->swapped));
}

const struct event *
events_of_trailer(const struct events *events, const struct record *r)
{
	if (events->uniform || !events->trailer_id)
		return events->count ? &events->event[0] : NULL;
	if (r->size < RECORD_HEADER_LEN + events->trailer_id)
		return NULL;
	return by_number(events,
	    format_u64(r->bytes + r->size - events->trailer_id, r->swapped));
}

/* Says whether samples of any event have a field. */
static bool
any_has(const struct events *events, uint64_t field)
{
	for (size_t i = 0; i < events->count; i++)
		if (events->event[i].sample_type & field)
			return true;
	return false;
}

bool
events_mix(const struct events *events)
{
	size_t sampled = 0;

	for (size_t i = 0; i < events->count; i++)
		sampled += events->event[i].type != EVENT_SOFTWARE ||
		    events->event[i].config != EVENT_SW_DUMMY;
	return sampled > 1;
}

bool
events_read_counters(const struct events *events)
{
	return any_has(events, SAMPLE_READ);
}

bool
events_carry_stacks(const struct events *events)
{
	return any_has(events, SAMPLE_STACK_USER);
}

bool
events_have_branch_stacks(const struct events *events)
{
	return any_has(events, SAMPLE_BRANCH_STACK);
}

bool
events_are_branches(const struct events *events)
{
	for (size_t i = 0; i < events->count; i++)
		if (events->event[i].type == 0 &&
		    events->event[i].config == EVENT_HW_BRANCHES)
			return true;
	return false;
}

bool
events_lack_callchains(const struct events *events)
{
	for (size_t i = 0; i < events->count; i++)
		if (!(events->event[i].sample_type & SAMPLE_CALLCHAIN))
			return true;
	return false;
}

bool
events_carry_raw_data(const struct events *events)
{
	return any_has(events, SAMPLE_RAW);
}

bool
events_carry_trace(const struct events *events)
{
	return any_has(events, SAMPLE_AUX);
}

bool
events_accept_cpu(const struct events *events)
{
	bool seen[EVENT_TYPES] = { false };

	for (size_t i = 0; i < events->count; i++) {
		const struct event *e = &events->event[i];

		if (e->type >= EVENT_TYPES || seen[e->type])
			continue;
		if (!e->layout.sample_cpu)
			return false;
		seen[e->type] = true;
	}
	return true;
}

int
event_sample_when(const struct event *e, const struct record *r,
    uint64_t *time_ns, uint32_t *cpu)
{
	const struct event_layout *l = &e->layout;

	if (r->size < l->sample_min)
		return -1;
	*time_ns = EVENT_NO_TIME;
	*cpu = EVENT_NO_CPU;
	if (l->sample_time)
		*time_ns = format_u64(r->bytes + l->sample_time, r->swapped);
	if (l->sample_cpu)
		*cpu = format_u32(r->bytes + l->sample_cpu, r->swapped);
	return 0;
}

void
event_sample_blank(const struct event *e, unsigned char *bytes)
{
	static const uint64_t fields[] = { SAMPLE_IDENTIFIER, SAMPLE_IP,
		SAMPLE_TID, SAMPLE_TIME, SAMPLE_ADDR, SAMPLE_ID,
		SAMPLE_STREAM_ID, SAMPLE_CPU, SAMPLE_PERIOD };
	const uint64_t kept = SAMPLE_IP | SAMPLE_TID | SAMPLE_ADDR;
	unsigned char *at = bytes + RECORD_HEADER_LEN;

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (!(e->sample_type & fields[i]))
			continue;
		if (!(fields[i] & kept))
			memset(at, 0, 8);
		at += 8;
	}
}

uint32_t
event_sample_pid(const struct event *e, const struct record *r)
{
	uint16_t at = e->layout.sample_tid;
	uint32_t pid, tid;

	if (!at)
		return 0;
	pid = format_u32(r->bytes + at, r->swapped);
	tid = format_u32(r->bytes + at + 4, r->swapped);
	return pid == UINT32_MAX && tid == UINT32_MAX ? 0 : pid;
}

bool
event_sample_in_kernel(const struct event *e, const struct record *r)
{
	uint16_t misc = format_u16(r->bytes + RECORD_MISC, r->swapped);

	return (misc & MISC_CPUMODE) != MISC_USER ||
	    e->sample_type & (SAMPLE_ADDR | SAMPLE_BRANCH_STACK);
}

bool
event_sample_has_ended(const struct event *e, const struct record *r)
{
	uint16_t at = e->layout.sample_tid;

	return at && format_u32(r->bytes + at, r->swapped) != UINT32_MAX &&
	    format_u32(r->bytes + at + 4, r->swapped) == UINT32_MAX;
}

uint64_t
event_trailer_time(const struct event *e, const struct record *r)
{
	const struct event_layout *l = &e->layout;

	if (!l->trailer_time || r->size < RECORD_HEADER_LEN + l->trailer_len)
		return EVENT_NO_TIME;
	return format_u64(r->bytes + r->size - l->trailer_time, r->swapped);
}

uint64_t
events_sorting_time(const struct events *events, const struct record *r)
{
	const struct event *event = r->type >= RECORD_KERNEL_END ? NULL :
	    events_of_trailer(events, r);
	uint64_t time_ns = event ? event_trailer_time(event, r) : 0;

	return time_ns ? time_ns : EVENT_NO_TIME;
}
