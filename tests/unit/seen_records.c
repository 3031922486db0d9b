/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/seen_records.h"

static struct seen
look_at(const struct recording *r, const struct record *record)
{
	bool is_sample = record->type == RECORD_SAMPLE;
	const struct event *event = is_sample ?
	    events_of_sample(&r->events, record) :
	    events_of_trailer(&r->events, record);
	struct seen s = {
		.type = record->type, .size = record->size, .event = -1
	};

	if (!event)
		return s;
	s.event = event - r->events.event;
	if (is_sample)
		assert_int_equal(
		    event_sample_when(event, record, &s.time_ns, &s.cpu), 0);
	else
		s.time_ns = event_trailer_time(event, record);
	return s;
}

size_t
look_at_all(const struct recording *r, struct seen seen[SEEN_MAX])
{
	struct records records;
	struct record record;
	size_t count = 0;
	int more;

	records_start(&records, r);
	while ((more = records_next(&records, &record)) > 0) {
		assert_int_equal(record.swapped, r->swapped);
		if (record.type >= RECORD_KERNEL_END)
			continue;
		assert_true(count < SEEN_MAX);
		seen[count++] = look_at(r, &record);
	}
	assert_int_equal(more, 0);
	records_end(&records);
	return count;
}

void
are_same(const struct seen *a, size_t a_count, const struct seen *b,
    size_t b_count)
{
	assert_int_equal(a_count, b_count);
	for (size_t i = 0; i < a_count; i++) {
		assert_int_equal(a[i].type, b[i].type);
		assert_int_equal(a[i].size, b[i].size);
		assert_int_equal(a[i].event, b[i].event);
		assert_int_equal(a[i].time_ns, b[i].time_ns);
		assert_int_equal(a[i].cpu, b[i].cpu);
	}
}
