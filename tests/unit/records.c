/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdio.h>

#include "generator/recording_writer.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "unit/refused.h"
#include "unit/scratch.h"
#include "unit/seen_records.h"
#include "unit/small_recording.h"

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
	struct records records;
	struct record record;
	uint64_t offset = DATA_AT;

	(void)state;
	make_small(&w, NULL);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	records_start(&records, &r);
	for (size_t i = 0; i < LENGTH(want); i++) {
		assert_int_equal(records_next(&records, &record), 1);
		assert_int_equal(record.type, want[i].type);
		assert_int_equal(record.size, want[i].size);
		assert_int_equal(record.offset, offset);
		assert_ptr_equal(record.bytes, r.part[0].bytes + offset);
		assert_int_equal(record.after, 0);
		assert_false(record.inflated);
		offset += want[i].size;
	}
	assert_int_equal(
	    offset, r.part[0].data.offset + r.part[0].data.len);
	assert_int_equal(records_next(&records, &record), 0);
	assert_int_equal(records_next(&records, &record), 0);
	records_end(&records);
	recording_close(&r);
	recording_writer_release(&w);
}

static void
each_sample_is_read_with_its_own_event(void **state)
{
	static const struct seen want[] = {
		{ RECORD_COMM, 56, 0, 1000, 0 },
		{ RECORD_SAMPLE, 48, 0, 2000, 0 },
		{ RECORD_SAMPLE, 64, 1, 3000, 1 },
	};
	struct recording_writer w;
	struct recording r;
	struct seen seen[SEEN_MAX];

	(void)state;
	make_small(&w, NULL);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	are_same(seen, look_at_all(&r, seen), want, LENGTH(want));
	recording_close(&r);
	recording_writer_release(&w);
}

/* Writes a recording of some hundred records, to four files if it can. */
static void
write_many(struct recording_writer *w)
{
	struct writer_fields f = { .id = 10, .time_ns = 1 };

	add_small_events(w);
	for (int part = 0; part < 4; part++) {
		recording_writer_part(w, part);
		for (uint32_t i = 0; i < 16; i++) {
			f.time_ns += 5;
			f.pid = f.tid = 100 + i;
			f.event = 0;
			f.id = 10;
			recording_writer_fork(w, &f, 7);
			recording_writer_comm(w, &f, "a name");
			recording_writer_mmap2(w, &f, 4096, 4096, "/a/path");
			f.event = i % 2;
			f.id = i % 2 ? 21 : 11;
			f.cpu = i % 5;
			recording_writer_sample(w, &f);
			recording_writer_sample(w, &f);
			recording_writer_exit(w, &f, 7);
		}
		recording_writer_finished_round(w);
	}
	recording_writer_usual_features(w, 5);
	recording_writer_finish(w);
	recording_writer_release(w);
}

static void
every_way_of_writing_gives_the_same_records(void **state)
{
	struct recording_writer w;
	struct recording r;
	struct seen want[SEEN_MAX], seen[SEEN_MAX];
	size_t wanted = 0, count;
	char name[32];

	(void)state;
	for (int i = 0; i < WAYS; i++) {
		struct writer_options options = small_way(i);

		snprintf(name, sizeof name, "way-%d", i);
		recording_writer_start_file(&w, in_scratch(name), &options);
		write_many(&w);
		assert_int_equal(recording_open(&r, in_scratch(name)), 0);
		count = look_at_all(&r, i ? seen : want);
		if (i == 0)
			wanted = count;
		else
			are_same(seen, count, want, wanted);
		recording_close(&r);
	}
	assert_int_equal(wanted, 4 * 16 * 6);
}

static void
old_recordings_have_no_ids_and_no_trailers(void **state)
{
	static const struct seen want[] = {
		{ RECORD_COMM, 24, 0, EVENT_NO_TIME, 0 },
		{ RECORD_SAMPLE, 40, 0, 77, 3 },
	};
	const struct writer_fields f = { .time_ns = 77, .cpu = 3 };
	struct recording_writer w;
	struct recording r;
	struct seen seen[SEEN_MAX];

	(void)state;
	for (int i = 0; i < WAYS; i++) {
		struct writer_options options = small_way(i);

		if (options.layout == WRITER_FOLDER)
			continue;
		recording_writer_start(&w, &options);
		recording_writer_event(&w, &(struct writer_event){
		    .sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME |
			SAMPLE_CPU });
		recording_writer_comm(&w, &f, "worker");
		recording_writer_sample(&w, &f);
		recording_writer_finish(&w);
		assert_int_equal(
		    recording_from_bytes(&r, "old", w.bytes, w.len), 0);
		assert_int_equal(r.events.id_count, 0);
		are_same(seen, look_at_all(&r, seen), want, LENGTH(want));
		recording_close(&r);
		recording_writer_release(&w);
	}
}

/* Starts to write an AUXTRACE or TRACING_DATA with so many bytes behind it. */
static void
write_with_bytes_after(struct recording_writer *w, uint32_t type, uint64_t len)
{
	const unsigned char bytes[256] = { 0 };
	struct packer body = { .swap = w->options.swap };

	if (type == RECORD_AUXTRACE)
		pack_u64(&body, len);
	else
		pack_u32(&body, len);
	if (type == RECORD_AUXTRACE)
		pack(&body, bytes, AUXTRACE_LEN - RECORD_HEADER_LEN - 8);
	recording_writer_record(w, type, body.bytes, body.len);
	recording_writer_bytes(w, bytes, (len + 7) / 8 * 8);
	packer_release(&body);
}

static void
what_follows_a_record_is_skipped_with_it(void **state)
{
	static const struct {
		uint32_t type;
		uint64_t len;
		uint16_t size;
	} with[] = {
		{ RECORD_AUXTRACE, 104, AUXTRACE_LEN },
		{ RECORD_AUXTRACE, 0, AUXTRACE_LEN },
		{ RECORD_HEADER_TRACING_DATA, 104, 12 },
		{ RECORD_HEADER_TRACING_DATA, 97, 12 },
		{ RECORD_HEADER_TRACING_DATA, 0, 12 },
	};
	struct recording_writer w;
	struct recording r;
	struct records records;
	struct record record;

	(void)state;
	for (int i = 0; i < 4 * (int)LENGTH(with); i++) {
		struct writer_options options = {
			.layout = i % 2 ? WRITER_PIPE : WRITER_FILE,
			.swap = i / 2 % 2
		};
		int n = i / 4;

		start_small(&w, &options);
		write_with_bytes_after(&w, with[n].type, with[n].len);
		recording_writer_finished_round(&w);
		recording_writer_finish(&w);
		assert_int_equal(
		    recording_from_bytes(&r, "a", w.bytes, w.len), 0);
		records_start(&records, &r);
		do
			assert_int_equal(records_next(&records, &record), 1);
		while (record.type == RECORD_HEADER_ATTR);
		assert_int_equal(record.type, with[n].type);
		assert_int_equal(record.size, with[n].size);
		assert_int_equal(record.after, (with[n].len + 7) / 8 * 8);
		assert_int_equal(records_next(&records, &record), 1);
		assert_int_equal(record.type, RECORD_FINISHED_ROUND);
		assert_int_equal(record.after, 0);
		assert_int_equal(records_next(&records, &record), 0);
		records_end(&records);
		recording_close(&r);
		recording_writer_release(&w);
	}
}

static void
sizes_of_the_other_order_are_taken_at_their_value(void **state)
{
	const struct writer_options options = { .swap = true };
	struct recording_writer w;
	struct packer trace = { 0 };

	(void)state;
	/* 8 of this machine is 2048 there, and 100 is far beyond the file. */
	start_small(&w, &options);
	recording_writer_bytes(&w, "\0\0\0\0\0\0\x08\0", 8);
	is_refused_at_offset(&w, "a record of 2048 bytes, expected 8 to 8");
	start_small(&w, &options);
	recording_writer_finished_round(&w);
	pack_u64(&trace, 100);
	pack(&trace, "01234567890123456789012345678901", 32);
	recording_writer_record(&w, RECORD_AUXTRACE, trace.bytes, trace.len);
	recording_writer_bytes(&w, trace.bytes, 40);
	is_refused_at_offset(
	    &w, "7205759403792793600 bytes of trace do not fit the 40");
	packer_release(&trace);
}

#define TEST(name) cmocka_unit_test(name)

/* Which process a record says has something of which. */
static void
records_link_processes(void **state)
{
	static const struct {
		uint32_t type, word[4]; /* behind the head */
		uint32_t child, parent; /* 0 for no link */
		uint16_t size, misc;
	} t[] = {
		{ RECORD_FORK, { 9, 5, 9, 5 }, 9, 5, 32, 0 },
		{ RECORD_FORK, { 5, 5, 9, 5 }, 9, 5, 32, 0 },
		{ RECORD_FORK, { 5, 5, 5, 5 }, 0, 0, 32, 0 },
		{ RECORD_FORK, { 9, 5, 9, 5 }, 9, 5, 16, 0 },
		{ RECORD_FORK, { 5, 5, 9, 5 }, 0, 0, 16, 0 },
		{ RECORD_EXIT, { 5, 4, 9, 4 }, 9, 5, 32, 0 },
		{ RECORD_EXIT, { 5, 4, 5, 4 }, 0, 0, 32, 0 },
		{ RECORD_COMM, { 5, 9 }, 9, 5, 32, 0 },
		{ RECORD_COMM, { 5, 5 }, 0, 0, 32, 0 },
		{ RECORD_COMM, { 5, 9 }, 0, 0, 15, 0 },
		{ RECORD_MMAP, { 5, 9 }, 9, 5, 32, 0 },
		{ RECORD_MMAP, { 5, 9 }, 0, 0, 32, MISC_KERNEL },
		{ RECORD_NAMESPACES, { 5, 9 }, 9, 5, 32, 0 },
		{ RECORD_COMM, { 0, 9 }, 0, 0, 32, 0 },
		{ RECORD_SWITCH, { 5, 9 }, 0, 0, 32, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(t); i++) {
		unsigned char bytes[32] = { 0 };
		const struct record record = {
			.bytes = bytes, .size = t[i].size, .type = t[i].type };
		uint32_t child, parent;
		bool linked;

		memcpy(bytes + RECORD_MISC, &t[i].misc, sizeof t[i].misc);
		memcpy(bytes + RECORD_HEADER_LEN, t[i].word, sizeof t[i].word);
		linked = record_link(&record, &child, &parent);
		if (linked != (t[i].child != 0) ||
		    (linked && (child != t[i].child || parent != t[i].parent)))
			fail_msg("case %zu: %d, %u of %u", i, linked, child,
			    parent);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(records_come_one_by_one_to_the_very_end),
		TEST(each_sample_is_read_with_its_own_event),
		cmocka_unit_test_setup_teardown(
		    every_way_of_writing_gives_the_same_records, scratch_make,
		    scratch_remove),
		TEST(old_recordings_have_no_ids_and_no_trailers),
		TEST(what_follows_a_record_is_skipped_with_it),
		TEST(sizes_of_the_other_order_are_taken_at_their_value),
		cmocka_unit_test(records_link_processes),
	};

	return RUN(tests);
}
