/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "data/format.h"
#include "data/recording.h"
#include "data/timeline.h"
#include "generator/recording_writer.h"
#include "unit/capture.h"

enum { BASE_TYPE = SAMPLE_IDENTIFIER | SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME };

/* Starts a recording with two events of different sample_type. */
static void
start(struct recording_writer *w)
{
	recording_writer_start(w);
	recording_writer_event(w, &(struct writer_event){ .name = "first",
	    .type = WRITER_TYPE_SOFTWARE, .config = 0, .sample_id_all = true,
	    .sample_type = BASE_TYPE | SAMPLE_CPU, .first_id = 10, .ids = 2 });
	recording_writer_event(w, &(struct writer_event){ .name = "second",
	    .type = WRITER_TYPE_SOFTWARE, .config = 2, .sample_id_all = true,
	    .sample_type = BASE_TYPE | SAMPLE_ADDR | SAMPLE_CPU |
		WRITER_SAMPLE_PERIOD, .first_id = 20, .ids = 2 });
}

/* Makes a small recording that has a little of everything. */
static void
make_small(struct recording_writer *w)
{
	struct writer_fields f = {
		.id = 10, .pid = 7, .tid = 7, .time_ns = 1000, .ip = 0x400010
	};

	start(w);
	recording_writer_comm(w, &f, "worker");
	f.time_ns = 2000;
	recording_writer_sample(w, &f);
	f.time_ns = 3000;
	f.event = 1;
	f.id = 21;
	f.cpu = 1;
	recording_writer_sample(w, &f);
	recording_writer_finished_round(w);
	recording_writer_string(w, FEATURE_VERSION, "6.1.0");
	recording_writer_feature(
	    w, FEATURE_NRCPUS, (const uint32_t[]){ 4, 3 }, 8);
	recording_writer_times(w, 2000, 3000);
	recording_writer_finish(w);
}

/*
 * Reads bytes as a recording and, when that succeeds, all its records; from a
 * copy of exactly that length, so that a sanitizer sees each byte too much.
 */
static int
read_all(const char *bytes, size_t len)
{
	struct recording r;
	struct timeline t;
	char *copy = malloc(len ? len : 1);
	int status;

	memcpy(copy, bytes, len);
	status = recording_from_bytes(&r, "broken.data", copy, len);
	if (!status) {
		status = timeline_scan(&t, &r);
		if (!status)
			timeline_release(&t);
		recording_close(&r);
	}
	free(copy);
	return status;
}

/* Passes when the bytes are refused with a message that has this text. */
static void
is_refused(const char *bytes, size_t len, const char *text)
{
	const char *message;
	int status;

	capture_start();
	status = read_all(bytes, len);
	message = capture_end();
	assert_int_equal(status, -1);
	if (!strstr(message, text))
		print_error("got: %swanted: %s\n", message, text);
	assert_non_null(strstr(message, "broken.data: "));
	assert_non_null(strstr(message, text));
	/* One message, in one line. */
	assert_ptr_equal(strchr(message, '\n'), strrchr(message, '\n'));
}

static uint64_t
get_u64(const char *bytes, uint64_t at)
{
	return format_u64((const unsigned char *)bytes + at);
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

	make_small(&w);
	set_u64(w.bytes, at, value);
	is_refused(w.bytes, w.len, text);
	recording_writer_release(&w);
}

/* Where the first attribute of the small recording is, behind four ids. */
enum { ATTRS_AT = FILE_HEADER_LEN + 4 * 8 };
enum { DATA_AT = ATTRS_AT + 2 * (WRITER_ATTR_LEN + SECTION_LEN) };

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
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
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
	start(&w);
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

/* Returns what recording_header_times() says of a feature of len bytes. */
static bool
header_times(uint64_t first, uint64_t last, size_t len, uint64_t got[2])
{
	const uint64_t times[] = { first, last };
	struct recording_writer w;
	struct recording r;
	bool has;

	start(&w);
	recording_writer_finished_round(&w);
	recording_writer_feature(&w, FEATURE_SAMPLE_TIME, times, len);
	recording_writer_finish(&w);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	has = recording_header_times(&r, &got[0], &got[1]);
	recording_close(&r);
	recording_writer_release(&w);
	return has;
}

static void
header_times_are_read_if_they_say_something(void **state)
{
	uint64_t got[2];

	(void)state;
	assert_true(header_times(5, 9, 16, got));
	assert_int_equal(got[0], 5);
	assert_int_equal(got[1], 9);
	assert_true(header_times(9, 9, 16, got));
	assert_true(header_times(0, 9, 16, got));
	assert_false(header_times(0, 0, 16, got));
	assert_false(header_times(9, 5, 16, got));
	assert_false(header_times(5, 9, 15, got));
	assert_false(header_times(5, 9, 0, got));
}

/* Makes a recording without features, or with one of these bytes. */
static void
open_with_feature(struct recording_writer *w, struct recording *r,
    int feature, const void *bytes, size_t len)
{
	start(w);
	recording_writer_finished_round(w);
	if (bytes)
		recording_writer_feature(w, feature, bytes, len);
	recording_writer_finish(w);
	assert_int_equal(recording_from_bytes(r, "a", w->bytes, w->len), 0);
}

static void
a_header_without_features_promises_nothing(void **state)
{
	struct recording_writer w;
	struct recording r;
	uint64_t first, last;

	(void)state;
	open_with_feature(&w, &r, 0, NULL, 0);
	assert_false(recording_header_times(&r, &first, &last));
	assert_int_equal(recording_cpus_available(&r), 0);
	assert_null(recording_string_feature(&r, FEATURE_VERSION));
	recording_close(&r);
	recording_writer_release(&w);
}

static void
the_cpus_that_are_available_are_counted(void **state)
{
	const uint32_t cpus[] = { 96, 64 };
	struct recording_writer w;
	struct recording r;

	(void)state;
	for (size_t len = 0; len <= sizeof cpus; len++) {
		open_with_feature(&w, &r, FEATURE_NRCPUS, cpus, len);
		assert_int_equal(
		    recording_cpus_available(&r), len < 8 ? 0 : 96);
		recording_close(&r);
		recording_writer_release(&w);
	}
}

/* Passes when a string feature of these bytes reads as text; NULL: as none. */
static void
string_is(const void *bytes, size_t len, const char *text)
{
	struct recording_writer w;
	struct recording r;
	char *got;

	open_with_feature(&w, &r, FEATURE_VERSION, bytes, len);
	got = recording_string_feature(&r, FEATURE_VERSION);
	if (text)
		assert_string_equal(got, text);
	else
		assert_null(got);
	free(got);
	recording_close(&r);
	recording_writer_release(&w);
}

static void
string_features_end_with_a_nul_or_their_length(void **state)
{
	(void)state;
	string_is("\x08\0\0\0" "6.1.0\0\0\0", 12, "6.1.0");
	string_is("\x03\0\0\0" "6.1.0\0\0\0", 12, "6.1");
	string_is("\x05\0\0\0" "6.1.0", 9, "6.1.0");
	string_is("\0\0\0\0", 4, "");
	string_is("\x06\0\0\0" "6.1.0", 9, NULL);
	string_is("\xff\xff\xff\xff" "6.1.0", 9, NULL);
	string_is("\x05\0\0", 3, NULL);
	string_is("", 0, NULL);
}

static void
the_string_that_the_writer_wrote_is_read(void **state)
{
	struct recording_writer w;
	struct recording r;
	char *got;

	(void)state;
	make_small(&w);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	got = recording_string_feature(&r, FEATURE_VERSION);
	assert_string_equal(got, "6.1.0");
	free(got);
	recording_close(&r);
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

static void
the_other_byte_order_is_refused(void **state)
{
	uint64_t magic;

	(void)state;
	memcpy(&magic, FORMAT_MAGIC_FOREIGN, 8);
	is_refused_with(0, magic, "the other byte order");
}

static void
version_1_is_refused(void **state)
{
	uint64_t magic;

	(void)state;
	memcpy(&magic, FORMAT_MAGIC_VERSION1, 8);
	is_refused_with(0, magic, "a version 1 perf.data");
}

static void
a_pipe_is_refused(void **state)
{
	(void)state;
	is_refused_with(FILE_HEADER_SIZE, PIPE_HEADER_LEN, "into a pipe");
	is_refused("PERFILE2\x10\0\0\0\0\0\0\0", 16, "into a pipe");
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
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		is_refused_with(
		    bad[i].at, bad[i].value, "offset 16: attributes of ");
}

static void
an_attribute_must_have_the_size_that_the_header_says(void **state)
{
	char text[100];

	(void)state;
	snprintf(text, sizeof text, "offset %d: an attribute of 64 bytes, but "
	    "the header says 128", ATTRS_AT);
	/* An attribute's size 0 means that of the first version. */
	is_refused_with(ATTRS_AT, WRITER_TYPE_SOFTWARE, text);
	snprintf(text, sizeof text, "offset %d: an attribute of 4294967295 "
	    "bytes, but the header says 128", ATTRS_AT);
	is_refused_with(ATTRS_AT, UINT64_MAX, text);
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
	make_small(&w);
	is_refused(w.bytes, DATA_AT + 100, "it was cut off, copy it again");
	recording_writer_release(&w);
}

static void
a_table_of_features_that_was_cut_off_is_explained(void **state)
{
	struct recording_writer w;
	char text[100];
	uint64_t end;

	(void)state;
	make_small(&w);
	end = DATA_AT + get_u64(w.bytes, FILE_HEADER_DATA + 8);
	snprintf(text, sizeof text, "offset %" PRIu64 ": the table of header "
	    "features is cut off", end);
	is_refused(w.bytes, end, text);
	is_refused(w.bytes, end + SECTION_LEN - 1, text);
	/* The table has all bits set, but the file is not that long. */
	memset(w.bytes + FILE_HEADER_FEATURES, 0xff, FEATURE_BITS / 8);
	is_refused(w.bytes, w.len, "header feature");
	recording_writer_release(&w);
}

static void
a_feature_must_be_in_the_file(void **state)
{
	struct recording_writer w;
	char text[100];
	uint64_t end;

	(void)state;
	make_small(&w);
	end = DATA_AT + get_u64(w.bytes, FILE_HEADER_DATA + 8);
	snprintf(text, sizeof text, "offset %" PRIu64 ": header feature %d of "
	    "16 bytes at ", end + 2 * SECTION_LEN, FEATURE_SAMPLE_TIME);
	is_refused(w.bytes, w.len - 1, text);
	recording_writer_release(&w);
	is_refused_with(end, UINT64_MAX, "header feature 5 of 68 bytes at "
	    "18446744073709551615 does not fit");
	is_refused_with(end + 8, UINT64_MAX, "header feature 5 of "
	    "18446744073709551615 bytes");
}

/* Passes when a recording with this feature is refused. */
static void
feature_is_refused(int feature, const char *text)
{
	struct recording_writer w;

	start(&w);
	recording_writer_finished_round(&w);
	recording_writer_feature(&w, feature, "12345678", 8);
	recording_writer_finish(&w);
	is_refused(w.bytes, w.len, text);
	recording_writer_release(&w);
}

static void
compressed_recordings_are_refused(void **state)
{
	(void)state;
	feature_is_refused(FEATURE_COMPRESSED, "compressed (perf record -z)");
}

static void
recordings_in_a_folder_are_refused(void **state)
{
	(void)state;
	feature_is_refused(FEATURE_DIR_FORMAT, "a recording in a folder");
}

/* Passes when a recording whose data end with these bytes is refused. */
static void
tail_is_refused(const void *bytes, size_t len, const char *text)
{
	struct recording_writer w;
	char with_offset[200];

	start(&w);
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
	trace[RECORD_SIZE] = 15;
	tail_is_refused(trace, 15, "0 bytes of trace do not fit the 0");
}

static void
a_compressed_record_is_refused(void **state)
{
	(void)state;
	tail_is_refused("\x51\0\0\0\0\0\x08\0", 8, "a compressed record");
	tail_is_refused("\x53\0\0\0\0\0\x08\0", 8, "a compressed record");
}

static void
a_recording_cut_off_anywhere_is_refused(void **state)
{
	struct recording_writer w;
	size_t refused = 0;

	(void)state;
	make_small(&w);
	capture_start();
	for (size_t len = 0; len < w.len; len++)
		refused += read_all(w.bytes, len) == -1;
	capture_end();
	/* The header features come last, so each cut is noticed. */
	assert_int_equal(refused, w.len);
	assert_int_equal(read_all(w.bytes, w.len), 0);
	recording_writer_release(&w);
}

static void
a_wrong_byte_anywhere_does_no_harm(void **state)
{
	struct recording_writer w;
	size_t read = 0, refused = 0;
	int status;

	(void)state;
	make_small(&w);
	capture_start();
	for (size_t at = 0; at < w.len; at++) {
		char good = w.bytes[at];
		const char bad[] = { 0, (char)0xff, good ^ (char)0x80 };

		for (size_t i = 0; i < sizeof bad; i++) {
			w.bytes[at] = bad[i];
			status = read_all(w.bytes, w.len);
			read += status == 0;
			refused += status == -1;
		}
		w.bytes[at] = good;
	}
	capture_end();
	assert_int_equal(read + refused, 3 * w.len);
	assert_true(read > 0 && refused > 0);
	recording_writer_release(&w);
}

/* Writes bytes to a new file; returns its name. */
static char *
file_of(const void *bytes, size_t len)
{
	static char path[] = "/tmp/recording-XXXXXX";
	FILE *stream;

	strcpy(path + strlen(path) - 6, "XXXXXX");
	stream = fdopen(mkstemp(path), "w");
	assert_int_equal(fwrite(bytes, 1, len, stream), len);
	assert_int_equal(fclose(stream), 0);
	return path;
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
	assert_non_null(strstr(message, path));
	assert_non_null(strstr(message, text));
}

static void
what_is_no_file_is_refused_by_its_name(void **state)
{
	char *path, fifo[64];

	(void)state;
	open_is_refused("/nonexistent/perf.data", "No such file or directory");
	open_is_refused("/tmp", "a recording in a folder");
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

static void
another_size_time_or_inode_is_another_state(void **state)
{
	const struct file_state a = { 1, 2, 3 };

	(void)state;
	assert_true(file_state_equal(&a, &(struct file_state){ 1, 2, 3 }));
	assert_false(file_state_equal(&a, &(struct file_state){ 0, 2, 3 }));
	assert_false(file_state_equal(&a, &(struct file_state){ 1, 0, 3 }));
	assert_false(file_state_equal(&a, &(struct file_state){ 1, 2, 0 }));
}

static void
the_state_of_a_missing_file_cannot_be_read(void **state)
{
	struct file_state s;
	const char *message;
	int status;

	(void)state;
	capture_start();
	status = file_state_read(&s, "/nonexistent/perf.data");
	message = capture_end();
	assert_int_equal(status, -1);
	assert_non_null(strstr(message, "cannot read /nonexistent/perf.data"));
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
		TEST(header_times_are_read_if_they_say_something),
		TEST(a_header_without_features_promises_nothing),
		TEST(the_cpus_that_are_available_are_counted),
		TEST(string_features_end_with_a_nul_or_their_length),
		TEST(the_string_that_the_writer_wrote_is_read),
		TEST(too_few_bytes_are_no_recording),
		TEST(another_magic_is_no_recording),
		TEST(the_other_byte_order_is_refused),
		TEST(version_1_is_refused),
		TEST(a_pipe_is_refused),
		TEST(a_header_of_another_size_is_refused),
		TEST(attributes_must_fit_the_file),
		TEST(an_attribute_must_have_the_size_that_the_header_says),
		TEST(ids_must_fit_the_file),
		TEST(events_must_agree_where_their_ids_are),
		TEST(data_of_no_bytes_are_explained),
		TEST(data_that_were_cut_off_are_explained),
		TEST(a_table_of_features_that_was_cut_off_is_explained),
		TEST(a_feature_must_be_in_the_file),
		TEST(compressed_recordings_are_refused),
		TEST(recordings_in_a_folder_are_refused),
		TEST(records_have_at_least_a_header_and_end_with_the_data),
		TEST(a_trace_must_end_with_the_data),
		TEST(a_compressed_record_is_refused),
		TEST(a_recording_cut_off_anywhere_is_refused),
		TEST(a_wrong_byte_anywhere_does_no_harm),
		TEST(a_file_is_read_like_its_bytes),
		TEST(the_file_writer_writes_what_the_memory_writer_does),
		TEST(what_is_no_file_is_refused_by_its_name),
		TEST(another_size_time_or_inode_is_another_state),
		TEST(the_state_of_a_missing_file_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
