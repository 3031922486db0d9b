/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <sys/stat.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "generator/recording_writer.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "scan/index.h"
#include "scan/scan.h"
#include "scan/timeline.h"
#include "unit/capture.h"
#include "unit/refused.h"
#include "unit/small_recording.h"

static uint64_t
get_u64(const char *bytes, uint64_t at)
{
	return format_u64((const unsigned char *)bytes + at, false);
}

static void
set_u64(char *bytes, uint64_t at, uint64_t value)
{
	memcpy(bytes + at, &value, sizeof value);
}

/*
 * Passes when the small recording is refused with this text once the 64-bit
 * field at an offset has another value.
 */
static void
is_refused_with(uint64_t at, uint64_t value, const char *text)
{
	struct recording_writer w;

	make_small(&w, NULL);
	set_u64(w.bytes, at, value);
	is_refused(w.bytes, w.len, text);
	recording_writer_release(&w);
}

static void
too_few_bytes_are_no_recording(void **state)
{
	(void)state;
	is_refused("", 0, "0 bytes are no recording");
	is_refused("PERFILE2\x68\0\0\0\0\0\0", 15, "15 bytes are no recording");
}

static void
another_magic_is_no_recording(void **state)
{
	(void)state;
	is_refused("#!/bin/sh\necho hello\n", 21,
	    "not a perf.data: offset 0 should read PERFILE2");
}

/* A magic alone does not make the other byte order. */
static void
sizes_must_be_in_the_order_that_the_magic_says(void **state)
{
	uint64_t magic;

	(void)state;
	magic = __builtin_bswap64(FORMAT_MAGIC);
	is_refused_with(0, magic,
	    "offset 8: a header of 7493989779944505344 bytes");
}

static void
a_header_of_another_size_is_refused(void **state)
{
	(void)state;
	is_refused_with(FILE_HEADER_SIZE, 103,
	    "offset 8: a header of 103 bytes, expected 104");
	is_refused_with(FILE_HEADER_SIZE, 0, "offset 8: a header of 0 bytes");
	is_refused_with(FILE_HEADER_SIZE, UINT64_MAX,
	    "offset 8: a header of 18446744073709551615 bytes");
	is_refused("PERFILE2\x68\0\0\0\0\0\0\0", 16,
	    "offset 8: a header of 104 bytes, expected 104 in a file of 16");
}

static void
attributes_must_fit_the_file(void **state)
{
	static const struct {
		int at;
		uint64_t value;
	} bad[] = {
		{ FILE_HEADER_ATTR_SIZE, 0 },
		{ FILE_HEADER_ATTR_SIZE, 8 },
		{ FILE_HEADER_ATTR_SIZE, 72 },
		{ FILE_HEADER_ATTR_SIZE, ATTR_SIZE_VER0 + SECTION_LEN - 1 },
		{ FILE_HEADER_ATTR_SIZE, WRITER_ATTR_LEN + SECTION_LEN + 8 },
		{ FILE_HEADER_ATTR_SIZE, UINT64_MAX },
		{ FILE_HEADER_ATTRS, UINT64_MAX },
		{ FILE_HEADER_ATTRS, 1 << 20 },
		{ FILE_HEADER_ATTRS + 8, 0 },
		{ FILE_HEADER_ATTRS + 8, WRITER_ATTR_LEN },
		{ FILE_HEADER_ATTRS + 8, UINT64_MAX - 15 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++)
		is_refused_with(
		    bad[i].at, bad[i].value, "offset 16: attributes of ");
}

/* Passes when the small recording is refused with an attribute of a size. */
static void
attr_size_is_refused(uint32_t size)
{
	struct recording_writer w;
	char text[100];

	make_small(&w, NULL);
	memcpy(w.bytes + ATTRS_AT + ATTR_SIZE, &size, sizeof size);
	snprintf(text, sizeof text, "offset %d: an attribute of %u bytes, "
	    "expected 64 to %zu", ATTRS_AT, size, w.len - ATTRS_AT);
	is_refused(w.bytes, w.len, text);
	recording_writer_release(&w);
}

static void
an_attribute_must_fit_the_file_with_its_section(void **state)
{
	struct recording_writer w;
	size_t len;

	(void)state;
	make_small(&w, NULL);
	len = w.len - ATTRS_AT;
	recording_writer_release(&w);
	attr_size_is_refused(1);
	attr_size_is_refused(ATTR_SIZE_VER0 - 1);
	attr_size_is_refused(len - SECTION_LEN + 1);
	attr_size_is_refused(len);
	attr_size_is_refused(len + 1);
	attr_size_is_refused(UINT32_MAX);
}

static void
ids_must_fit_the_file(void **state)
{
	const int at = ATTRS_AT + WRITER_ATTR_LEN;
	char text[100];

	(void)state;
	snprintf(text, sizeof text, "offset %d: event ids of ", at);
	is_refused_with(at, UINT64_MAX, text);
	is_refused_with(at, 1 << 20, text);
	is_refused_with(at + 8, 1 << 20, text);
	is_refused_with(at + 8, UINT64_MAX - 7, text);
	is_refused_with(at + 8, 12, text);
}

/* Or else the ids of a small file could fill all memory. */
static void
all_ids_together_must_fit_the_file(void **state)
{
	const int first = ATTRS_AT + WRITER_ATTR_LEN;
	const int second = first + SECTION_LEN + WRITER_ATTR_LEN;
	struct recording_writer w;
	char text[100];

	(void)state;
	make_small(&w, NULL);
	snprintf(text, sizeof text, "offset %d: event ids of ", second);
	for (int at = first; at <= second; at += second - first) {
		set_u64(w.bytes, at, 0);
		set_u64(w.bytes, at + 8, w.len / 8 * 8);
	}
	is_refused(w.bytes, w.len, text);
	recording_writer_release(&w);
}

static void
events_must_agree_where_their_ids_are(void **state)
{
	const int at = ATTRS_AT + ATTR_SAMPLE_TYPE;

	(void)state;
	is_refused_with(at, SAMPLE_TIME | SAMPLE_ID, "events do not agree");
}

static void
data_of_no_bytes_are_explained(void **state)
{
	(void)state;
	is_refused_with(FILE_HEADER_DATA + 8, 0,
	    "offset 48: the size of the data is 0: perf record did not end");
}

static void
data_that_were_cut_off_are_explained(void **state)
{
	struct recording_writer w;

	(void)state;
	is_refused_with(FILE_HEADER_DATA + 8, UINT64_MAX,
	    "offset 40: 18446744073709551615 bytes of data at 424 do not fit");
	is_refused_with(FILE_HEADER_DATA, UINT64_MAX, "offset 40: ");
	make_small(&w, NULL);
	is_refused(w.bytes, DATA_AT + 100, "it was cut off, copy it again");
	recording_writer_release(&w);
}

/*
 * Passes when bytes are read, with a note that has this text, as a recording
 * that cannot be sliced for want of features.
 */
static void
loses_features(const char *bytes, size_t len, const char *text)
{
	struct recording r;
	struct timeline t;
	const char *message;
	int status;

	capture_start();
	status = recording_from_bytes(&r, "broken.data", bytes, len);
	message = capture_end();
	assert_int_equal(status, 0);
	assert_true(r.features_lost);
	assert_ptr_equal(message, strstr(message, "refusals: note: broken."));
	if (!strstr(message, text))
		print_error("got: %swanted: %s\n", message, text);
	assert_non_null(strstr(message, text));
	assert_int_equal(scan_recording(&t, &r,
	    &(struct scan_options){ .threads = 1 }), 0);
	assert_non_null(strstr(index_refusal(&t.index), "not whole"));
	timeline_release(&t);
	recording_close(&r);
}

/* As perf, which needs none of them to print samples. */
static void
a_table_of_features_that_was_cut_off_is_read_so_far(void **state)
{
	struct recording_writer w;
	char text[100];
	uint64_t end;

	(void)state;
	make_small(&w, NULL);
	end = DATA_AT + get_u64(w.bytes, FILE_HEADER_DATA + 8);
	snprintf(text, sizeof text, "offset %" PRIu64 ": the table of header "
	    "features is cut off", end);
	loses_features(w.bytes, end, text);
	loses_features(w.bytes, end + SECTION_LEN - 1, text);
	recording_writer_release(&w);
}

static void
a_feature_that_is_not_in_the_file_is_passed_over(void **state)
{
	struct recording_writer w;
	char text[100];
	uint64_t end;

	(void)state;
	make_small(&w, NULL);
	end = DATA_AT + get_u64(w.bytes, FILE_HEADER_DATA + 8);
	snprintf(text, sizeof text, "offset %" PRIu64 ": header feature %d of "
	    "16 bytes at ", end + 2 * SECTION_LEN, FEATURE_SAMPLE_TIME);
	loses_features(w.bytes, w.len - 1, text);
	set_u64(w.bytes, end, UINT64_MAX);
	loses_features(w.bytes, w.len, "header feature 5 of 68 bytes at "
	    "18446744073709551615 does not fit");
	set_u64(w.bytes, end, 0);
	set_u64(w.bytes, end + 8, UINT64_MAX);
	loses_features(w.bytes, w.len, "header feature 5 of "
	    "18446744073709551615 bytes");
	recording_writer_release(&w);
}

/* Nothing could be inflated without it; perf may be able to say more. */
static void
the_feature_by_which_records_are_inflated_is_needed(void **state)
{
	const struct writer_options options = { .compress = 60 };
	struct recording_writer w;
	struct recording r;
	const char *message;

	(void)state;
	make_small(&w, &options);
	capture_start();
	assert_int_equal(recording_from_bytes(&r, "z.data", w.bytes,
	    DATA_AT + get_u64(w.bytes, FILE_HEADER_DATA + 8)), -1);
	message = capture_end();
	assert_non_null(strstr(message, "z.data: offset "));
	/* The table has all bits set, but the file is not that long. */
	recording_writer_release(&w);
	make_small(&w, NULL);
	memset(w.bytes + FILE_HEADER_FEATURES, 0xff, FEATURE_BITS / 8);
	is_refused(w.bytes, w.len, "header feature");
	recording_writer_release(&w);
}

/* Passes when a recording whose data end with these bytes is refused. */
static void
tail_is_refused(const void *bytes, size_t len, const char *text)
{
	struct recording_writer w;
	char with_offset[200];

	start_small(&w, NULL);
	recording_writer_finished_round(&w);
	recording_writer_bytes(&w, bytes, len);
	recording_writer_usual_features(&w, 2);
	recording_writer_finish(&w);
	snprintf(with_offset, sizeof with_offset, "offset %d: %s", DATA_AT + 8,
	    text);
	is_refused(w.bytes, w.len, with_offset);
	recording_writer_release(&w);
}

static void
records_have_at_least_a_header_and_end_with_the_data(void **state)
{
	(void)state;
	tail_is_refused("\x09\0\0\0\0\0\0\0", 8,
	    "a record of 0 bytes, expected 8 to 8");
	tail_is_refused("\x09\0\0\0\0\0\x07\0", 8,
	    "a record of 7 bytes, expected 8 to 8");
	tail_is_refused("\x09\0\0\0\0\0\x09\0", 8,
	    "a record of 9 bytes, expected 8 to 8");
	tail_is_refused("\x09\0\0\0\0\0\xff\xff" "12345678", 16,
	    "a record of 65535 bytes, expected 8 to 16");
	tail_is_refused("\x09\0\0\0\0\0\x08", 7,
	    "7 bytes are left of the data, no record is that short");
	tail_is_refused("\x09", 1,
	    "1 bytes are left of the data, no record is that short");
}

static void
a_trace_must_end_with_the_data(void **state)
{
	unsigned char trace[AUXTRACE_LEN + 10] = {
		RECORD_AUXTRACE, 0, 0, 0, 0, 0, AUXTRACE_LEN, 0, 11
	};

	(void)state;
	tail_is_refused(trace, sizeof trace,
	    "11 bytes of trace do not fit the 10 that are left of the data");
	memset(trace + AUXTRACE_SIZE, 0xff, 8);
	tail_is_refused(trace, sizeof trace,
	    "18446744073709551615 bytes of trace do not fit the 10");
	/* Too short to say how long its trace is. */
	trace[RECORD_SIZE] = 15;
	tail_is_refused(trace, 15, "");
}

static void
a_compressed2_record_must_have_its_size(void **state)
{
	(void)state;
	tail_is_refused("\x53\0\0\0\0\0\x08\0", 8,
	    "0 compressed bytes do not fit a record of 8");
}

static void
a_recording_cut_off_in_its_records_is_refused(void **state)
{
	struct recording_writer w;
	size_t refused = 0;
	uint64_t end;

	(void)state;
	make_small(&w, NULL);
	end = DATA_AT + get_u64(w.bytes, FILE_HEADER_DATA + 8);
	capture_start();
	for (size_t len = 0; len < end; len++)
		refused += read_all(w.bytes, len) == -1;
	for (size_t len = end; len < w.len; len++)
		refused += read_all(w.bytes, len) == -1;
	capture_end();
	/* Only the header features, which come last, can be done without. */
	assert_int_equal(refused, end);
	assert_int_equal(read_all(w.bytes, w.len), 0);
	recording_writer_release(&w);
}

/* One of each kind that differs in what the reader does. */
static const struct writer_options kinds[] = {
	{ 0 },
	{ .swap = true },
	{ .version_1 = true },
	{ .version_1 = true, .swap = true },
	{ .layout = WRITER_PIPE },
	{ .layout = WRITER_PIPE, .swap = true },
	{ .compress = 60 },
	{ .compress = 60, .compressed2 = true, .swap = true },
	{ .layout = WRITER_PIPE, .compress = 60 },
};

/* Of other layouts a part may make sense, which only must do no harm. */
static void
any_layout_may_be_cut_off_anywhere(void **state)
{
	struct recording_writer w;
	size_t read, refused;

	(void)state;
	for (size_t i = 0; i < LENGTH(kinds); i++) {
		make_small(&w, &kinds[i]);
		read = refused = 0;
		capture_start();
		for (size_t len = 0; len < w.len; len++)
			if (read_all(w.bytes, len))
				refused++;
			else
				read++;
		capture_end();
		assert_true(refused > 0);
		/* A pipe is read once there is its header. */
		if (kinds[i].layout == WRITER_PIPE)
			assert_int_equal(refused, PIPE_HEADER_LEN);
		else
			assert_true(read < w.len - DATA_AT);
		recording_writer_release(&w);
	}
}

/* Passes when a recording with a wrong byte anywhere is read or refused. */
static void
may_have_a_wrong_byte(const struct writer_options *options)
{
	struct recording_writer w;
	size_t read = 0, refused = 0;
	int status;

	make_small(&w, options);
	capture_start();
	for (size_t at = 0; at < w.len; at++) {
		char good = w.bytes[at];
		const char bad[] = { 0, (char)0xff, good ^ (char)0x80 };

		w.bytes[at] = bad[at % sizeof bad];
		status = read_all(w.bytes, w.len);
		read += status == 0;
		refused += status == -1;
		w.bytes[at] = good;
	}
	capture_end();
	assert_int_equal(read + refused, w.len);
	assert_true(read > 0 && refused > 0);
	recording_writer_release(&w);
}

static void
a_wrong_byte_anywhere_does_no_harm(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(kinds); i++)
		may_have_a_wrong_byte(&kinds[i]);
}

/* Passes when what is at path cannot be opened, for this reason. */
static void
open_is_refused(const char *path, const char *text)
{
	struct recording r;
	const char *message;
	int status;

	capture_start();
	status = recording_open(&r, path);
	message = capture_end();
	assert_int_equal(status, -1);
	/* Or perf would be asked, which can spin on any of these. */
	assert_false(r.not_understood);
	assert_non_null(strstr(message, path));
	assert_non_null(strstr(message, text));
}

static void
what_is_no_file_is_refused_by_its_name(void **state)
{
	char *path, fifo[64];

	(void)state;
	open_is_refused("/nonexistent/perf.data", "No such file or directory");
	open_is_refused("/proc", "cannot read /proc/data: No such file");
	open_is_refused("/dev/null", "not a regular file");
	path = file_of("", 0);
	open_is_refused(path, "the file is empty");
	unlink(path);
	snprintf(fifo, sizeof fifo, "%s.fifo", path);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	open_is_refused(fifo, "not a regular file");
	unlink(fifo);
	path = file_of("too short", 9);
	open_is_refused(path, "9 bytes are no recording");
	unlink(path);
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(too_few_bytes_are_no_recording),
		TEST(another_magic_is_no_recording),
		TEST(sizes_must_be_in_the_order_that_the_magic_says),
		TEST(a_header_of_another_size_is_refused),
		TEST(attributes_must_fit_the_file),
		TEST(an_attribute_must_fit_the_file_with_its_section),
		TEST(ids_must_fit_the_file),
		TEST(all_ids_together_must_fit_the_file),
		TEST(events_must_agree_where_their_ids_are),
		TEST(data_of_no_bytes_are_explained),
		TEST(data_that_were_cut_off_are_explained),
		TEST(a_table_of_features_that_was_cut_off_is_read_so_far),
		TEST(a_feature_that_is_not_in_the_file_is_passed_over),
		TEST(the_feature_by_which_records_are_inflated_is_needed),
		TEST(records_have_at_least_a_header_and_end_with_the_data),
		TEST(a_trace_must_end_with_the_data),
		TEST(a_compressed2_record_must_have_its_size),
		TEST(a_recording_cut_off_in_its_records_is_refused),
		TEST(any_layout_may_be_cut_off_anywhere),
		TEST(a_wrong_byte_anywhere_does_no_harm),
		TEST(what_is_no_file_is_refused_by_its_name),
	};

	return RUN(tests);
}
