/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file_state.h"
#include "generator/recording_writer.h"
#include "perfdata/features.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "unit/scratch.h"
#include "unit/small_recording.h"

static void
a_recording_is_taken_apart(void **state)
{
	struct recording_writer w;
	struct recording r;

	(void)state;
	make_small(&w, NULL);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	assert_string_equal(r.name, "a");
	assert_int_equal(r.layout, RECORDING_FILE);
	assert_false(r.swapped);
	assert_false(r.version_1);
	assert_int_equal(r.parts, 1);
	assert_string_equal(r.part[0].name, "a");
	assert_int_equal(r.part[0].size, w.len);
	assert_int_equal(r.part[0].data.offset, DATA_AT);
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
a_file_is_read_like_its_bytes(void **state)
{
	struct recording_writer w;
	struct recording r;
	struct file_state now;
	char *path;

	(void)state;
	make_small(&w, NULL);
	path = file_of(w.bytes, w.len);
	assert_int_equal(recording_open(&r, path), 0);
	assert_string_equal(r.name, path);
	assert_int_equal(r.parts, 1);
	assert_true(r.part[0].mapped);
	assert_string_equal(r.part[0].name, path);
	assert_int_equal(r.part[0].size, w.len);
	assert_memory_equal(r.part[0].bytes, w.bytes, w.len);
	assert_int_equal(r.state.size, w.len);
	assert_int_equal(file_state_read(&now, path), 0);
	assert_true(file_state_equal(&now, &r.state));
	recording_close(&r);
	assert_null(r.part);
	unlink(path);
	recording_writer_release(&w);
}

static void
every_way_of_writing_gives_the_same_events(void **state)
{
	struct recording r, plain;
	const struct event *e, *want;
	char name[32];

	(void)state;
	make_small_file(in_scratch("plain"), NULL);
	assert_int_equal(recording_open(&plain, in_scratch("plain")), 0);
	for (int i = 0; i < WAYS; i++) {
		const struct writer_options options = small_way(i);

		snprintf(name, sizeof name, "way-%d", i);
		make_small_file(in_scratch(name), &options);
		assert_int_equal(recording_open(&r, in_scratch(name)), 0);
		assert_int_equal((int)r.layout, (int)options.layout);
		assert_int_equal(r.swapped, options.swap);
		assert_int_equal(r.version_1, options.version_1);
		assert_int_equal(
		    r.parts, options.layout == WRITER_FOLDER ? 3 : 1);
		assert_int_equal(r.events.count, 2);
		for (size_t j = 0; j < 2; j++) {
			e = &r.events.event[j];
			want = &plain.events.event[j];
			assert_int_equal(e->type, want->type);
			assert_int_equal(e->config, want->config);
			assert_int_equal(e->sample_type, want->sample_type);
			assert_int_equal(
			    e->sample_id_all, want->sample_id_all);
		}
		assert_int_equal(r.events.id_count, 4);
		for (size_t j = 0; j < 4; j++) {
			assert_int_equal(
			    r.events.id[j].id, plain.events.id[j].id);
			assert_int_equal(
			    r.events.id[j].event, plain.events.id[j].event);
		}
		recording_close(&r);
	}
	recording_close(&plain);
}

static void
only_one_bit_says_that_there_are_trailers(void **state)
{
	const int at = FILE_HEADER_LEN + 8 + ATTR_FLAGS;
	struct recording_writer w;
	struct recording r;

	(void)state;
	for (int bit = 0; bit < 2 * 64; bit++) {
		const struct writer_options options = { .swap = bit / 64 };
		/* The same bit of the number, as either machine lays it out. */
		int byte = bit % 64 / 8;
		int mask = bit / 64 ? 0x80 >> bit % 8 : 1 << bit % 8;

		recording_writer_start(&w, &options);
		recording_writer_event(&w, &(struct writer_event){ .ids = 1 });
		recording_writer_finished_round(&w);
		recording_writer_finish(&w);
		assert_int_equal(w.bytes[at + byte], 0);
		w.bytes[at + byte] = mask;
		assert_int_equal(
		    recording_from_bytes(&r, "a", w.bytes, w.len), 0);
		assert_int_equal(r.events.event[0].sample_id_all,
		    bit % 64 == ATTR_FLAG_SAMPLE_ID_ALL);
		recording_close(&r);
		recording_writer_release(&w);
	}
}

static void
attributes_of_any_age_are_read(void **state)
{
	static const int attr_len[] = { 64, 72, 80, 96, 104, 112, 120, 128,
		136, 4096 };
	struct recording_writer w;
	struct recording r;

	(void)state;
	for (size_t i = 0; i < 4 * LENGTH(attr_len); i++) {
		const struct writer_options options = {
			.attr_len = attr_len[i / 4],
			.swap = i % 2,
			.version_1 = i / 2 % 2,
		};

		make_small(&w, &options);
		assert_int_equal(
		    recording_from_bytes(&r, "a", w.bytes, w.len), 0);
		assert_int_equal(r.events.count, 2);
		assert_int_equal(r.events.event[1].config, 2);
		assert_true(r.events.event[1].sample_id_all);
		assert_int_equal(r.events.id[3].id, 21);
		recording_close(&r);
		recording_writer_release(&w);
	}
}

/* simpleperf: where the next one is, only the attribute itself says. */
static void
attributes_may_be_shorter_than_the_header_says(void **state)
{
	const uint64_t len = 136 + SECTION_LEN;
	struct recording_writer w;
	struct recording r;

	(void)state;
	make_small(&w, NULL);
	memcpy(w.bytes + FILE_HEADER_ATTR_SIZE, &len, sizeof len);
	memcpy(w.bytes + FILE_HEADER_ATTRS + 8, &(uint64_t){ 2 * len }, 8);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	assert_int_equal(r.events.count, 2);
	assert_int_equal(r.events.event[1].config, 2);
	assert_int_equal(r.events.id[3].id, 21);
	recording_close(&r);
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
	recording_writer_start_file(&in_file, path, NULL);
	recording_writer_start(&in_memory, NULL);
	for (int i = 0; i < 2; i++) {
		struct recording_writer *w = i ? &in_file : &in_memory;

		recording_writer_event(w, &(struct writer_event){ .ids = 1 });
		recording_writer_finished_round(w);
		recording_writer_usual_features(w, cpus);
		recording_writer_finish(w);
	}
	assert_int_equal(recording_open(&r, path), 0);
	assert_int_equal(r.part[0].size, in_memory.len);
	assert_memory_equal(
	    r.part[0].bytes, in_memory.bytes, in_memory.len);
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
		TEST(a_file_is_read_like_its_bytes),
		cmocka_unit_test_setup_teardown(
		    every_way_of_writing_gives_the_same_events, scratch_make,
		    scratch_remove),
		TEST(only_one_bit_says_that_there_are_trailers),
		TEST(attributes_of_any_age_are_read),
		TEST(attributes_may_be_shorter_than_the_header_says),
		TEST(the_file_writer_writes_what_the_memory_writer_does),
	};

	return RUN(tests);
}
