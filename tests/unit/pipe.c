/* SPDX-License-Identifier: GPL-2.0-only */
/* What only a recording that perf wrote into a pipe has. */
#include "unit/testing.h"

#include <stdio.h>
#include <string.h>

#include "generator/recording_writer.h"
#include "perfdata/features.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "unit/refused.h"
#include "unit/small_recording.h"

static const struct writer_options pipe_options = { .layout = WRITER_PIPE };

/* The header of a pipe in this machine's byte order, and in the other. */
static const char pipe_header[][PIPE_HEADER_LEN + 1] = {
	"PERFILE2\x10\0\0\0\0\0\0\0", "2ELIFREP\0\0\0\0\0\0\0\x10"
};

static void
a_pipe_must_say_its_events(void **state)
{
	const struct writer_fields f = { 0 };
	struct recording_writer w;

	(void)state;
	/* As perf, we do not look for them behind the samples. */
	start_small(&w, &pipe_options);
	recording_writer_sample(&w, &f);
	recording_writer_finish(&w);
	memset(w.bytes + PIPE_HEADER_LEN, 0xff, 4);
	memset(w.bytes + PIPE_HEADER_LEN + 8 + WRITER_ATTR_LEN + 16, 0xff, 4);
	is_refused(w.bytes, w.len, "no record in it says which events it has");
	recording_writer_release(&w);
}

/* Passes when a pipe is refused whose HEADER_ATTR is of this many bytes. */
static void
header_attr_is_refused(bool swap, int size, uint32_t attr_size)
{
	struct packer p = { .swap = swap };
	char text[100];

	pack(&p, pipe_header[swap], PIPE_HEADER_LEN);
	pack_u32(&p, RECORD_HEADER_ATTR);
	pack_u16(&p, 0);
	pack_u16(&p, size);
	pack_u32(&p, WRITER_TYPE_SOFTWARE);
	pack_u32(&p, attr_size);
	while (p.len < (size_t)PIPE_HEADER_LEN + size)
		pack(&p, "", 1);
	p.len = PIPE_HEADER_LEN + size;
	snprintf(text, sizeof text, "offset 16: a record of %d bytes does not "
	    "hold an attribute", size);
	is_refused((char *)p.bytes, p.len, text);
	packer_release(&p);
}

static void
an_attribute_in_a_pipe_must_fit_its_record(void **state)
{
	(void)state;
	for (int swap = 0; swap < 2; swap++) {
		for (int size = 8; size < 8 + ATTR_SIZE_VER0; size++)
			header_attr_is_refused(swap, size, ATTR_SIZE_VER0);
		header_attr_is_refused(swap, 8 + ATTR_SIZE_VER0, 65);
		header_attr_is_refused(swap, 8 + ATTR_SIZE_VER0, UINT32_MAX);
		header_attr_is_refused(swap, 8 + ATTR_SIZE_VER0, 63);
		header_attr_is_refused(swap, 8 + ATTR_SIZE_VER0, 1);
		/* As a number of the other order it would fit. */
		header_attr_is_refused(swap, 8 + 128, 64 << 24);
		header_attr_is_refused(swap, UINT16_MAX, 1 << 16);
	}
}

/* Passes when a pipe of the small recording with a tail is refused. */
static void
pipe_tail_is_refused(const void *bytes, size_t len, const char *text)
{
	struct recording_writer w;

	start_small(&w, &pipe_options);
	recording_writer_bytes(&w, bytes, len);
	recording_writer_finish(&w);
	is_refused(w.bytes, w.len, text);
	recording_writer_release(&w);
}

/* Reads all of a pipe of so many bytes; says at which offset it was cut. */
static uint64_t
cut_at(const struct recording_writer *w, size_t len)
{
	struct recording r;
	struct records records;
	struct record record;
	uint64_t at;

	assert_int_equal(recording_from_bytes(&r, "a", w->bytes, len), 0);
	records_start(&records, &r);
	while (records_next(&records, &record) > 0)
		;
	at = records.cut_off ? records.offset : 0;
	if (!at)
		assert_int_equal(records.offset, len);
	records_end(&records);
	recording_close(&r);
	return at;
}

/* As perf reads one whose writer was stopped, even before its first record. */
static void
a_pipe_may_end_within_a_record(void **state)
{
	static const struct writer_options kinds[] = {
		{ .layout = WRITER_PIPE },
		{ .layout = WRITER_PIPE, .swap = true },
		{ .layout = WRITER_PIPE, .compress = 60 },
	};
	struct recording_writer w;

	(void)state;
	for (size_t i = 0; i < LENGTH(kinds); i++) {
		uint64_t last = PIPE_HEADER_LEN;
		size_t whole = 0;

		make_small(&w, &kinds[i]);
		for (size_t len = PIPE_HEADER_LEN; len <= w.len; len++) {
			uint64_t at = cut_at(&w, len);

			if (at)
				assert_int_equal(at, last);
			else
				last = len;
			whole += !at;
		}
		assert_true(whole > 3 && whole < 30);
		assert_int_equal(last, w.len);
		recording_writer_release(&w);
	}
}

static void
a_cut_is_told_with_its_offset(void **state)
{
	struct recording_writer w;
	struct recording r;
	struct timeline t;
	char text[100];

	(void)state;
	make_small(&w, &pipe_options);
	assert_int_equal(
	    recording_from_bytes(&r, "cut.data", w.bytes, w.len - 1), 0);
	capture_start();
	assert_int_equal(scan_recording(&t, &r,
	    &(struct scan_options){ .threads = 1 }), 0);
	snprintf(text, sizeof text, "pipe: note: cut.data: offset %zu: it ends "
	    "within a record", w.len - 8);
	assert_non_null(strstr(capture_end(), text));
	assert_int_equal(t.samples, 2);
	timeline_release(&t);
	recording_close(&r);
	recording_writer_release(&w);
}

static void
tracing_data_must_end_with_the_pipe(void **state)
{
	unsigned char data[12 + 15] = {
		RECORD_HEADER_TRACING_DATA, 0, 0, 0, 0, 0, 12, 0, 16
	};

	(void)state;
	pipe_tail_is_refused(data, sizeof data,
	    "16 bytes of trace do not fit the 15 that are left");
	/* They are padded to eight bytes. */
	data[TRACING_DATA_SIZE] = 9;
	pipe_tail_is_refused(data, sizeof data,
	    "16 bytes of trace do not fit the 15 that are left");
	memset(data + TRACING_DATA_SIZE, 0xff, 4);
	pipe_tail_is_refused(data, sizeof data,
	    "4294967296 bytes of trace do not fit the 15");
}

/* Opens a pipe that the writer finishes; both are to be released. */
static void
open_pipe(struct recording *r, struct recording_writer *w)
{
	recording_writer_finish(w);
	assert_int_equal(recording_from_bytes(r, "a", w->bytes, w->len), 0);
	assert_int_equal(r->layout, RECORDING_PIPE);
}

static void
attributes_of_any_age_are_read(void **state)
{
	static const int attr_len[] = { 64, 72, 80, 96, 104, 112, 120, 128,
		136, 4096 };
	struct recording_writer w;
	struct recording r;

	(void)state;
	for (size_t i = 0; i < 2 * LENGTH(attr_len); i++) {
		const struct writer_options options = {
			.layout = WRITER_PIPE,
			.attr_len = attr_len[i / 2],
			.swap = i % 2,
		};

		start_small(&w, &options);
		open_pipe(&r, &w);
		assert_int_equal(r.events.count, 2);
		assert_int_equal(r.events.event[1].config, 2);
		assert_true(r.events.event[1].sample_id_all);
		assert_int_equal(r.events.id_count, 4);
		assert_int_equal(r.events.id[0].id, 10);
		assert_int_equal(r.events.id[3].id, 21);
		assert_int_equal(r.events.id[3].event, 1);
		recording_close(&r);
		recording_writer_release(&w);
	}
}

static void
an_attribute_of_no_size_is_one_of_version_0(void **state)
{
	struct recording_writer w;
	struct recording r;
	struct packer p = { 0 };

	(void)state;
	recording_writer_start(&w, &pipe_options);
	pack_attr(&p, &(struct writer_event){ .config = 5 }, ATTR_SIZE_VER0);
	memset(p.bytes + ATTR_SIZE, 0, 4);
	pack_u64(&p, 77);
	pack(&p, "1234567", 7); /* no id is that short */
	recording_writer_record(&w, RECORD_HEADER_ATTR, p.bytes, p.len);
	packer_release(&p);
	open_pipe(&r, &w);
	assert_int_equal(r.events.count, 1);
	assert_int_equal(r.events.event[0].config, 5);
	assert_int_equal(r.events.id_count, 1);
	assert_int_equal(r.events.id[0].id, 77);
	recording_close(&r);
	recording_writer_release(&w);
}

static void
what_comes_behind_samples_is_no_header(void **state)
{
	static const uint32_t type[] = {
		RECORD_SAMPLE, RECORD_COMPRESSED, RECORD_COMPRESSED2
	};
	static const char body[40];
	struct recording_writer w;
	struct recording r;
	struct packer p = { 0 };

	(void)state;
	pack_attr(&p, &(struct writer_event){ .config = 5 }, 128);
	for (size_t i = 0; i < LENGTH(type); i++) {
		start_small(&w, &pipe_options);
		recording_writer_record(&w, type[i], body, sizeof body);
		recording_writer_record(
		    &w, RECORD_HEADER_ATTR, p.bytes, p.len);
		recording_writer_record(
		    &w, RECORD_HEADER_FEATURE, "\5\0\0\0\0\0\0", 8);
		open_pipe(&r, &w);
		assert_int_equal(r.events.count, 2);
		assert_false(r.has_feature[5]);
		recording_close(&r);
		recording_writer_release(&w);
	}
	packer_release(&p);
}

static void
features_that_make_no_sense_are_ignored(void **state)
{
	static const uint64_t number[] = { FEATURE_BITS, 1 << 16, UINT64_MAX };
	struct recording_writer w;
	struct recording r;
	struct packer p = { 0 };

	(void)state;
	start_small(&w, &pipe_options);
	for (size_t i = 0; i < LENGTH(number); i++) {
		p.len = 0;
		pack_u64(&p, number[i]);
		pack_u64(&p, 1);
		recording_writer_record(
		    &w, RECORD_HEADER_FEATURE, p.bytes, p.len);
	}
	packer_release(&p);
	for (size_t len = 0; len < 8; len++)
		recording_writer_record(
		    &w, RECORD_HEADER_FEATURE, "\5\0\0\0\0\0\0", len);
	open_pipe(&r, &w);
	for (int i = 0; i < FEATURE_BITS; i++)
		assert_false(r.has_feature[i]);
	recording_close(&r);
	recording_writer_release(&w);
}

static void
a_feature_is_what_its_last_record_says(void **state)
{
	struct recording_writer w;
	struct recording r;
	struct packer p = { 0 };

	(void)state;
	start_small(&w, &pipe_options);
	recording_writer_cpus(&w, 4, 4);
	pack_u64(&p, FEATURE_NRCPUS);
	pack_u32(&p, 8);
	pack_u32(&p, 8);
	recording_writer_record(&w, RECORD_HEADER_FEATURE, p.bytes, p.len);
	packer_release(&p);
	open_pipe(&r, &w);
	assert_true(r.has_feature[FEATURE_NRCPUS]);
	assert_int_equal(recording_cpus_available(&r), 8);
	recording_close(&r);
	recording_writer_release(&w);
}

static void
a_pipe_may_have_no_records_but_its_header(void **state)
{
	struct recording_writer w;
	struct recording r;

	(void)state;
	start_small(&w, &pipe_options);
	open_pipe(&r, &w);
	assert_int_equal(r.part[0].data.offset, PIPE_HEADER_LEN);
	assert_int_equal(r.part[0].data.len, w.len - PIPE_HEADER_LEN);
	recording_close(&r);
	recording_writer_release(&w);
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_pipe_must_say_its_events),
		TEST(an_attribute_in_a_pipe_must_fit_its_record),
		TEST(a_pipe_may_end_within_a_record),
		TEST(a_cut_is_told_with_its_offset),
		TEST(tracing_data_must_end_with_the_pipe),
		TEST(attributes_of_any_age_are_read),
		TEST(an_attribute_of_no_size_is_one_of_version_0),
		TEST(what_comes_behind_samples_is_no_header),
		TEST(features_that_make_no_sense_are_ignored),
		TEST(a_feature_is_what_its_last_record_says),
		TEST(a_pipe_may_have_no_records_but_its_header),
	};

	return RUN(tests);
}
