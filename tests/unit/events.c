/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <string.h>

#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/records.h"

enum { CALLCHAIN = 1 << 5, PERIOD = 1 << 8, STREAM = SAMPLE_STREAM_ID };

/* Adds an event with two ids. */
static void
add(struct events *events, uint64_t sample_type, bool sample_id_all,
    uint64_t first_id)
{
	const struct event event = {
		.sample_type = sample_type, .sample_id_all = sample_id_all
	};
	const uint64_t id[] = { first_id, first_id + 1 };

	events_add(events, &event, (const unsigned char *)id, 2);
}

/* Puts a 64-bit number into a record, in its byte order. */
static void
set_word(const struct record *r, unsigned char *at, uint64_t value)
{
	value = r->swapped ? __builtin_bswap64(value) : value;
	memcpy(at, &value, sizeof value);
}

/* A record of size bytes in words: each 64-bit word is its own number. */
static struct record
record_of(unsigned char *bytes, uint16_t size)
{
	for (uint64_t i = 0; i < size / 8; i++)
		memcpy(bytes + 8 * i, &i, sizeof i);
	return (struct record){
		.bytes = bytes, .type = RECORD_SAMPLE, .size = size
	};
}

/* Where fields lie, worked out by hand from linux/perf_event.h. */
static const struct {
	uint64_t sample_type;
	/* tid, time, cpu, the trailer's two, min, trailer_len, period */
	struct event_layout layout;
	uint16_t sample_id;
	uint16_t trailer_id;
} by_hand[] = {
	{ 0, { 0, 0, 0, 0, 0, 8, 0, 0 }, 0, 0 },
	{ SAMPLE_IP, { 0, 0, 0, 0, 0, 16, 0, 0 }, 0, 0 },
	{ SAMPLE_TIME, { 0, 8, 0, 8, 0, 16, 8, 0 }, 0, 0 },
	{ SAMPLE_CPU, { 0, 0, 8, 0, 8, 16, 8, 0 }, 0, 0 },
	{ SAMPLE_TID | SAMPLE_TIME, { 8, 16, 0, 8, 0, 24, 16, 0 }, 0, 0 },
	{ SAMPLE_TIME | SAMPLE_CPU, { 0, 8, 16, 16, 8, 24, 16, 0 }, 0, 0 },
	{ SAMPLE_ADDR | SAMPLE_CPU, { 0, 0, 16, 0, 8, 24, 8, 0 }, 0, 0 },
	{ SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU,
	    { 16, 24, 32, 16, 8, 40, 24, 0 }, 0, 0 },
	{ SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_ID,
	    { 16, 24, 0, 16, 0, 40, 24, 0 }, 32, 8 },
	{ SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_ID | SAMPLE_CPU,
	    { 16, 24, 40, 24, 8, 48, 32, 0 }, 32, 16 },
	{ SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_ADDR | SAMPLE_CPU,
	    { 16, 24, 40, 16, 8, 48, 24, 0 }, 0, 0 },
	{ SAMPLE_IDENTIFIER | SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU,
	    { 24, 32, 40, 24, 16, 48, 32, 0 }, 8, 8 },
	{ SAMPLE_IDENTIFIER | SAMPLE_TIME,
	    { 0, 16, 0, 16, 0, 24, 16, 0 }, 8, 8 },
	{ SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_ADDR | SAMPLE_ID |
		STREAM | SAMPLE_CPU,
	    { 16, 24, 56, 32, 8, 64, 40, 0 }, 40, 24 },
	{ SAMPLE_IDENTIFIER | SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME |
		SAMPLE_ADDR | SAMPLE_ID | STREAM | SAMPLE_CPU,
	    { 24, 32, 64, 40, 16, 72, 48, 0 }, 8, 8 },
	{ SAMPLE_PERIOD, { 0, 0, 0, 0, 0, 8, 0, 8 }, 0, 0 },
	{ SAMPLE_IDENTIFIER | SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME |
		SAMPLE_CPU | SAMPLE_PERIOD | SAMPLE_CALLCHAIN,
	    { 24, 32, 40, 24, 16, 48, 32, 48 }, 8, 8 },
};

static void
fields_lie_where_perf_event_h_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(by_hand); i++) {
		struct events events = { 0 };
		const struct event_layout *want = &by_hand[i].layout, *got;

		add(&events, by_hand[i].sample_type, true, 1);
		assert_int_equal(events_finish(&events), 0);
		got = &events.event[0].layout;
		assert_int_equal(got->sample_tid, want->sample_tid);
		assert_int_equal(got->sample_time, want->sample_time);
		assert_int_equal(got->sample_cpu, want->sample_cpu);
		assert_int_equal(got->trailer_time, want->trailer_time);
		assert_int_equal(got->trailer_cpu, want->trailer_cpu);
		assert_int_equal(got->sample_min, want->sample_min);
		assert_int_equal(got->trailer_len, want->trailer_len);
		assert_int_equal(got->sample_period, want->sample_period);
		assert_int_equal(events.sample_id, by_hand[i].sample_id);
		assert_int_equal(events.trailer_id, by_hand[i].trailer_id);
		events_release(&events);
	}
}

static void
without_sample_id_all_there_are_no_trailers(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(by_hand); i++) {
		struct events events = { 0 };
		const struct event_layout *got;

		add(&events, by_hand[i].sample_type, false, 1);
		assert_int_equal(events_finish(&events), 0);
		got = &events.event[0].layout;
		assert_int_equal(
		    got->sample_time, by_hand[i].layout.sample_time);
		assert_int_equal(got->trailer_time, 0);
		assert_int_equal(got->trailer_cpu, 0);
		assert_int_equal(got->trailer_len, 0);
		assert_int_equal(events.trailer_id, 0);
		events_release(&events);
	}
}

static void
fields_behind_the_cpu_move_nothing(void **state)
{
	const uint64_t type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU;
	struct events events = { 0 };

	(void)state;
	add(&events, type, true, 1);
	add(&events, type | PERIOD | CALLCHAIN | 1 << 10, true, 3);
	assert_int_equal(events_finish(&events), 0);
	assert_int_equal(events.event[1].layout.sample_time, 24);
	assert_int_equal(events.event[1].layout.sample_cpu, 32);
	assert_int_equal(events.event[1].layout.trailer_time, 16);
	assert_int_equal(events.event[1].layout.trailer_len, 24);
	events_release(&events);
}

static void
times_cpus_and_pids_are_read_where_they_lie(void **state)
{
	unsigned char bytes[128];
	struct record r = record_of(bytes, sizeof bytes);
	uint64_t time_ns;
	uint32_t cpu;

	(void)state;
	for (size_t i = 0; i < LENGTH(by_hand); i++) {
		const struct event e = { .layout = by_hand[i].layout };

		assert_int_equal(event_sample_when(&e, &r, &time_ns, &cpu), 0);
		assert_true(time_ns == (e.layout.sample_time ?
			e.layout.sample_time / 8u : EVENT_NO_TIME));
		assert_true(cpu == (e.layout.sample_cpu ?
			e.layout.sample_cpu / 8u : EVENT_NO_CPU));
		assert_true(event_sample_pid(&e, &r) == (e.layout.sample_tid ?
			e.layout.sample_tid / 8u : 0));
		time_ns = event_trailer_time(&e, &r);
		assert_true(time_ns == (e.layout.trailer_time ?
			16 - e.layout.trailer_time / 8u : EVENT_NO_TIME));
	}
}

static void
a_sample_shorter_than_its_event_is_refused(void **state)
{
	const struct event e = {
		.layout = { 16, 24, 32, 16, 8, 40, 24, 0 }
	};
	unsigned char bytes[40];
	struct record r = record_of(bytes, 40);
	uint64_t time_ns;
	uint32_t cpu;

	(void)state;
	assert_int_equal(event_sample_when(&e, &r, &time_ns, &cpu), 0);
	assert_int_equal(time_ns, 3);
	assert_int_equal(cpu, 4);
	for (r.size = RECORD_HEADER_LEN; r.size < 40; r.size++)
		assert_int_equal(
		    event_sample_when(&e, &r, &time_ns, &cpu), -1);
}

static void
a_record_shorter_than_its_trailer_has_no_time(void **state)
{
	const struct event e = {
		.layout = { 16, 24, 32, 16, 8, 40, 24, 0 }
	};
	unsigned char bytes[32];
	struct record r = record_of(bytes, 32);

	(void)state;
	assert_int_equal(event_trailer_time(&e, &r), 2);
	for (r.size = RECORD_HEADER_LEN; r.size < 32; r.size++)
		assert_true(event_trailer_time(&e, &r) == EVENT_NO_TIME);
}

/* Two events whose samples have an identifier, then differ. */
static void
two_events(struct events *events)
{
	const uint64_t type = SAMPLE_IDENTIFIER | SAMPLE_IP | SAMPLE_TID |
	    SAMPLE_TIME;

	*events = (struct events){ 0 };
	add(events, type, true, 70);
	add(events, type | SAMPLE_ADDR | SAMPLE_CPU, true, 30);
	assert_int_equal(events_finish(events), 0);
}

static void
samples_find_their_event_by_id(void **state)
{
	static const struct {
		uint64_t id;
		int event; /* -1: none has it */
	} want[] = {
		{ 70, 0 }, { 71, 0 }, { 30, 1 }, { 31, 1 }, { 29, -1 },
		{ 32, -1 }, { 69, -1 }, { 72, -1 }, { UINT64_MAX, -1 },
		{ 0, 0 }, /* made up by perf */
	};
	unsigned char bytes[64];
	struct record r = record_of(bytes, sizeof bytes);
	struct events events;

	(void)state;
	two_events(&events);
	assert_false(events.uniform);
	for (size_t i = 0; i < LENGTH(want); i++) {
		const struct event *event =
		    want[i].event < 0 ? NULL : &events.event[want[i].event];

		memcpy(bytes + 8, &want[i].id, 8);
		assert_ptr_equal(events_of_sample(&events, &r), event);
		memcpy(bytes + 56, &want[i].id, 8);
		assert_ptr_equal(events_of_trailer(&events, &r), event);
	}
	events_release(&events);
}

static void
records_too_short_for_an_id_have_no_event(void **state)
{
	unsigned char bytes[16];
	struct record r = record_of(bytes, 16);
	struct events events;

	(void)state;
	two_events(&events);
	memcpy(bytes + 8, &(uint64_t){ 30 }, 8);
	assert_ptr_equal(events_of_sample(&events, &r), &events.event[1]);
	assert_ptr_equal(events_of_trailer(&events, &r), &events.event[1]);
	for (r.size = RECORD_HEADER_LEN; r.size < 16; r.size++) {
		assert_null(events_of_sample(&events, &r));
		assert_null(events_of_trailer(&events, &r));
	}
	events_release(&events);
}

static void
events_of_one_layout_need_no_ids(void **state)
{
	const struct event event = {
		.sample_type = SAMPLE_TIME, .sample_id_all = true
	};
	unsigned char bytes[64];
	struct record r = record_of(bytes, sizeof bytes);
	struct events events = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		events_add(&events, &event, NULL, 0);
	assert_int_equal(events_finish(&events), 0);
	assert_true(events.uniform);
	assert_int_equal(events.count, 3);
	assert_int_equal(events.id_count, 0);
	assert_ptr_equal(events_of_sample(&events, &r), &events.event[0]);
	assert_ptr_equal(events_of_trailer(&events, &r), &events.event[0]);
	events_release(&events);
}

static void
what_perf_wrote_itself_is_not_sorted_by_time(void **state)
{
	const struct event event = {
		.sample_type = SAMPLE_TIME, .sample_id_all = true
	};
	unsigned char bytes[16];
	struct record r = record_of(bytes, sizeof bytes);
	struct events events = { 0 };

	(void)state;
	assert_true(events_sorting_time(&events, &r) == EVENT_NO_TIME);
	events_add(&events, &event, NULL, 0);
	assert_int_equal(events_finish(&events), 0);
	r.type = RECORD_COMM;
	memcpy(bytes + 8, &(uint64_t){ 5 }, 8);
	assert_int_equal(events_sorting_time(&events, &r), 5);
	r.type = RECORD_KERNEL_END;
	assert_true(events_sorting_time(&events, &r) == EVENT_NO_TIME);
	r.type = RECORD_COMM;
	memset(bytes + 8, 0, 8);
	assert_true(events_sorting_time(&events, &r) == EVENT_NO_TIME);
	events_release(&events);
}

static void
events_that_disagree_where_ids_are_are_refused(void **state)
{
	struct events events = { 0 };

	(void)state;
	add(&events, SAMPLE_TIME | SAMPLE_ID, true, 1);
	add(&events, SAMPLE_IP | SAMPLE_TIME | SAMPLE_ID, true, 3);
	assert_int_equal(events_finish(&events), -1);
	events_release(&events);

	add(&events, SAMPLE_IDENTIFIER | SAMPLE_TIME, true, 1);
	add(&events, SAMPLE_IDENTIFIER | SAMPLE_TIME, false, 3);
	assert_int_equal(events_finish(&events), -1);
	events_release(&events);
}

static void
ids_times_cpus_and_pids_are_read_in_either_byte_order(void **state)
{
	const uint64_t type =
	    SAMPLE_IDENTIFIER | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU;
	unsigned char bytes[64] = { 0 };
	struct record r = record_of(bytes, sizeof bytes);
	const struct event *event;
	uint64_t time_ns;
	uint32_t cpu;

	(void)state;
	for (int swap = 0; swap < 2; swap++) {
		struct events events = { .swapped = swap };
		uint64_t id = swap ? __builtin_bswap64(30) : 30;
		uint32_t number = swap ? __builtin_bswap32(258) : 258;

		r.swapped = swap;
		events_add(&events, &(struct event){ .sample_type = type },
		    (const unsigned char *)&id, 1);
		id = swap ? __builtin_bswap64(70) : 70;
		events_add(&events, &(struct event){ .sample_type =
			type | SAMPLE_ADDR }, (const unsigned char *)&id, 1);
		assert_int_equal(events_finish(&events), 0);
		assert_int_equal(events.id[0].id, 30);
		assert_int_equal(events.id[1].id, 70);
		set_word(&r, bytes + 8, 30);
		memcpy(bytes + 16, &number, sizeof number);
		memset(bytes + 20, 0xff, 4); /* a thread of it */
		set_word(&r, bytes + 24, 1234567890123);
		memcpy(bytes + 32, &number, sizeof number);
		memset(bytes + 36, 0xff, 4); /* reserved */
		event = events_of_sample(&events, &r);
		assert_ptr_equal(event, &events.event[0]);
		assert_int_equal(
		    event_sample_when(event, &r, &time_ns, &cpu), 0);
		assert_int_equal(time_ns, 1234567890123);
		assert_int_equal(cpu, 258);
		assert_int_equal(event_sample_pid(event, &r), 258);
		set_word(&r, bytes + 8, 70);
		assert_ptr_equal(
		    events_of_sample(&events, &r), &events.event[1]);
		events_release(&events);
	}
}

static void
trailers_are_read_in_either_byte_order(void **state)
{
	unsigned char bytes[64] = { 0 };
	struct record r = record_of(bytes, sizeof bytes);
	struct events events;
	const struct event *event;

	(void)state;
	two_events(&events);
	for (int swap = 0; swap < 2; swap++) {
		r.swapped = swap;
		set_word(&r, bytes + 56, 70);
		set_word(&r, bytes + 48, 4444);
		event = events_of_trailer(&events, &r);
		assert_ptr_equal(event, &events.event[0]);
		assert_int_equal(event_trailer_time(event, &r), 4444);
	}
	events_release(&events);
}

static void
a_released_list_is_empty(void **state)
{
	struct events events;

	(void)state;
	two_events(&events);
	events_release(&events);
	assert_int_equal(events.count, 0);
	assert_null(events.event);
	assert_null(events.id);
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fields_lie_where_perf_event_h_says),
		TEST(without_sample_id_all_there_are_no_trailers),
		TEST(fields_behind_the_cpu_move_nothing),
		TEST(times_cpus_and_pids_are_read_where_they_lie),
		TEST(a_sample_shorter_than_its_event_is_refused),
		TEST(a_record_shorter_than_its_trailer_has_no_time),
		TEST(samples_find_their_event_by_id),
		TEST(records_too_short_for_an_id_have_no_event),
		TEST(events_of_one_layout_need_no_ids),
		TEST(what_perf_wrote_itself_is_not_sorted_by_time),
		TEST(events_that_disagree_where_ids_are_are_refused),
		TEST(ids_times_cpus_and_pids_are_read_in_either_byte_order),
		TEST(trailers_are_read_in_either_byte_order),
		TEST(a_released_list_is_empty),
	};

	return RUN(tests);
}
