/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <unistd.h>

#include "base/file_state.h"
#include "data/features.h"
#include "data/format.h"
#include "data/recording.h"
#include "generator/recording_writer.h"
#include "unit/small_recording.h"

static void
a_recording_is_taken_apart(void **state)
{
	struct recording_writer w;
	struct recording r;

	(void)state;
	make_small(&w);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	assert_string_equal(r.name, "a");
	assert_int_equal(r.size, w.len);
	assert_int_equal(r.data.offset, DATA_AT);
	assert_int_equal(r.events.count, 2);
	assert_int_equal(r.events.event[0].config, 0);
	assert_int_equal(r.events.event[1].config, 2);
	assert_int_equal(r.events.event[1].type, WRITER_TYPE_SOFTWARE);
	assert_true(r.events.event[0].sample_id_all);
	assert_int_equal(
	    r.events.event[0].sample_type, BASE_TYPE | SAMPLE_CPU);
	assert_int_equal(r.events.id_count, 4);
	assert_int_equal(r.events.id[0].id, 10);
	assert_int_equal(r.events.id[3].id, 21);
	assert_int_equal(r.events.id[3].event, 1);
	assert_false(r.events.uniform);
	assert_true(r.has_feature[FEATURE_NRCPUS]);
	assert_false(r.has_feature[FEATURE_CMDLINE]);
	recording_close(&r);
	recording_writer_release(&w);
}

static void
records_come_one_by_one_to_the_very_end(void **state)
{
	static const struct {
		uint32_t type;
		uint16_t size;
	} want[] = {
		{ RECORD_COMM, 8 + 8 + 8 + 32 }, { RECORD_SAMPLE, 48 },
		{ RECORD_SAMPLE, 64 }, { RECORD_FINISHED_ROUND, 8 },
	};
	struct recording_writer w;
	struct recording r;
	struct record record;
	uint64_t offset;

	(void)state;
	make_small(&w);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	offset = r.data.offset;
	for (size_t i = 0; i < LENGTH(want); i++) {
		uint64_t before = offset;

		assert_int_equal(recording_next(&r, &offset, &record), 1);
		assert_int_equal(record.type, want[i].type);
		assert_int_equal(record.size, want[i].size);
		assert_int_equal(record.offset, before);
		assert_int_equal(offset, before + want[i].size);
		assert_int_equal(record.trace_bytes, 0);
	}
	assert_int_equal(offset, r.data.offset + r.data.len);
	assert_int_equal(recording_next(&r, &offset, &record), 0);
	assert_int_equal(recording_next(&r, &offset, &record), 0);
	recording_close(&r);
	recording_writer_release(&w);
}

static void
each_sample_is_read_with_its_own_event(void **state)
{
	struct recording_writer w;
	struct recording r;
	struct record record;
	const struct event *event;
	uint64_t offset, time_ns;
	uint32_t cpu;

	(void)state;
	make_small(&w);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	offset = r.data.offset;
	recording_next(&r, &offset, &record);
	event = events_of_trailer(&r.events, &record);
	assert_ptr_equal(event, &r.events.event[0]);
	assert_int_equal(event_trailer_time(event, &record), 1000);
	for (uint32_t i = 0; i < 2; i++) {
		recording_next(&r, &offset, &record);
		event = events_of_sample(&r.events, &record);
		assert_ptr_equal(event, &r.events.event[i]);
		assert_int_equal(
		    event_sample_when(event, &record, &time_ns, &cpu), 0);
		assert_int_equal(time_ns, 2000 + 1000 * i);
		assert_int_equal(cpu, i);
	}
	recording_close(&r);
	recording_writer_release(&w);
}

static void
a_trace_is_skipped_with_its_record(void **state)
{
	unsigned char body[AUXTRACE_LEN - RECORD_HEADER_LEN] = { 100 };
	const unsigned char trace[100] = { 0 };
	struct recording_writer w;
	struct recording r;
	struct record record;
	uint64_t offset;

	(void)state;
	start_small(&w);
	recording_writer_record(&w, RECORD_AUXTRACE, body, sizeof body);
	recording_writer_bytes(&w, trace, sizeof trace);
	recording_writer_finish(&w);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	offset = r.data.offset;
	assert_int_equal(recording_next(&r, &offset, &record), 1);
	assert_int_equal(record.type, RECORD_AUXTRACE);
	assert_int_equal(record.size, AUXTRACE_LEN);
	assert_int_equal(record.trace_bytes, 100);
	assert_int_equal(recording_next(&r, &offset, &record), 0);
	recording_close(&r);
	recording_writer_release(&w);
}

static void
a_file_is_read_like_its_bytes(void **state)
{
	struct recording_writer w;
	struct recording r;
	struct file_state now;
	char *path;

	(void)state;
	make_small(&w);
	path = file_of(w.bytes, w.len);
	assert_int_equal(recording_open(&r, path), 0);
	assert_true(r.mapped);
	assert_string_equal(r.name, path);
	assert_int_equal(r.size, w.len);
	assert_memory_equal(r.bytes, w.bytes, w.len);
	assert_int_equal(r.state.size, w.len);
	assert_int_equal(file_state_read(&now, path), 0);
	assert_true(file_state_equal(&now, &r.state));
	recording_close(&r);
	assert_null(r.bytes);
	unlink(path);
	recording_writer_release(&w);
}

static void
the_file_writer_writes_what_the_memory_writer_does(void **state)
{
	static const uint32_t cpus = 4;
	struct recording_writer in_file, in_memory;
	struct recording r;
	char *path = file_of("", 0);

	(void)state;
	recording_writer_start_file(&in_file, path);
	recording_writer_start(&in_memory);
	for (int i = 0; i < 2; i++) {
		struct recording_writer *w = i ? &in_file : &in_memory;

		recording_writer_event(w, &(struct writer_event){ .ids = 1 });
		recording_writer_finished_round(w);
		recording_writer_usual_features(w, cpus);
		recording_writer_finish(w);
	}
	assert_int_equal(recording_open(&r, path), 0);
	assert_int_equal(r.size, in_memory.len);
	assert_memory_equal(r.bytes, in_memory.bytes, in_memory.len);
	assert_int_equal(recording_cpus_available(&r), cpus);
	recording_close(&r);
	unlink(path);
	recording_writer_release(&in_file);
	recording_writer_release(&in_memory);
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_recording_is_taken_apart),
		TEST(records_come_one_by_one_to_the_very_end),
		TEST(each_sample_is_read_with_its_own_event),
		TEST(a_trace_is_skipped_with_its_record),
		TEST(a_file_is_read_like_its_bytes),
		TEST(the_file_writer_writes_what_the_memory_writer_does),
	};

	return RUN(tests);
}
