/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "generator/recording_writer.h"
#include "perfdata/events.h"
#include "perfdata/recording.h"
#include "perfdata/recording_files.h"
#include "scan/scan.h"
#include "scan/timeline.h"
#include "unit/capture.h"
#include "unit/scanned.h"
#include "unit/scratch.h"
#include "unit/small_recording.h"

static void
a_sample_too_short_for_its_event_is_refused(void **state)
{
	struct recording_writer w;
	struct timeline t;
	const char *message;
	int status;

	(void)state;
	scanned_start(&w, USUAL_TYPE);
	recording_writer_record(&w, RECORD_SAMPLE, "1234567", 8);
	capture_start();
	status = scanned_scan(&w, &t);
	message = capture_end();
	assert_int_equal(status, -1);
	assert_null(t.cpu);
	/* Behind the header, two ids and one attribute. */
	assert_non_null(strstr(message, "some.data: offset 264: a sample of 16 "
	    "bytes, its event has at least 40"));
}

/* Names that perf prints as something else than a name. */
static void
odd_names_are_noticed(void **state)
{
	static const struct { const char *name; bool odd; } t[] = {
		{ "usual", false }, { "kworker/0:1", false }, { "", false },
		{ "v1.2", false }, { "a.b: c", false }, { ":1.2", false },
		{ "a\nb", true }, { "\tab", true }, { "1.123456789:", true },
		{ "x.y.5:", true }, { "\x7f", true },
		{ "a 00:00:00.123456789", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		const struct writer_fields f = { .id = 1, .time_ns = 10 };
		struct recording_writer w;
		struct timeline timeline;

		scanned_start(&w, USUAL_TYPE);
		recording_writer_comm(&w, &f, t[i].name);
		assert_int_equal(scanned_scan(&w, &timeline), 0);
		if (timeline.odd_names != t[i].odd)
			fail_msg("'%s'", t[i].name);
		timeline_release(&timeline);
	}
}

static void
threads_that_had_ended_are_noticed(void **state)
{
	static const struct { uint32_t pid, tid; bool ended; } t[] = {
		{ 7, 7, false }, { 7, UINT32_MAX, true },
		{ UINT32_MAX, UINT32_MAX, false }, { 0, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct recording_writer w;
		struct timeline timeline;

		scanned_start(&w, USUAL_TYPE);
		recording_writer_sample(&w, &(struct writer_fields){ .id = 1,
		    .pid = t[i].pid, .tid = t[i].tid, .time_ns = 10 });
		assert_int_equal(scanned_scan(&w, &timeline), 0);
		assert_int_equal(timeline.ended_threads, t[i].ended);
		timeline_release(&timeline);
	}
}

static void
traces_are_counted_and_intel_pt_is_known(void **state)
{
	const unsigned char trace[AUXTRACE_LEN - RECORD_HEADER_LEN] = { 24 };
	const uint32_t info[] = { AUXTRACE_INTEL_PT, 0 }, other[] = { 2, 0 };
	struct recording_writer w;
	struct timeline t;

	(void)state;
	for (int pt = 0; pt < 2; pt++) {
		scanned_start(&w, USUAL_TYPE);
		recording_writer_record(
		    &w, RECORD_AUXTRACE_INFO, pt ? info : other, 8);
		for (int i = 0; i < 2; i++) {
			recording_writer_record(
			    &w, RECORD_AUXTRACE, trace, sizeof trace);
			recording_writer_bytes(&w, trace, 24);
		}
		assert_int_equal(scanned_scan(&w, &t), 0);
		assert_int_equal(t.trace_bytes, 48);
		assert_int_equal(t.intel_pt, pt);
		timeline_release(&t);
	}
}

/* Writes a recording of about len bytes to a new file; returns its name. */
static char *
file_of_len(size_t len)
{
	static char path[] = "/tmp/timeline-XXXXXX";
	static const char body[60000];
	struct recording_writer w;

	strcpy(path + strlen(path) - 6, "XXXXXX");
	close(mkstemp(path));
	recording_writer_start_file(&w, path, NULL);
	recording_writer_event(&w, &(struct writer_event){
	    .sample_type = USUAL_TYPE });
	for (size_t i = 0; i * sizeof body < len; i++) {
		scanned_sample(&w, 1 + i, 0);
		recording_writer_record(&w, 100, body, sizeof body);
	}
	recording_writer_usual_features(&w, 1);
	recording_writer_finish(&w);
	recording_writer_release(&w);
	return path;
}

/* Passes when a scan, of any number of threads, finds this digest. */
static void
has_digest(const struct recording *r, const struct digest *digest)
{
	static const unsigned threads[] = { 1, 2, 3, 100 };
	struct timeline t;

	for (size_t i = 0; i < LENGTH(threads); i++) {
		const struct scan_options options = { .threads = threads[i] };

		assert_int_equal(scan_recording(&t, r, &options), 0);
		assert_memory_equal(&t.digest, digest, sizeof *digest);
		timeline_release(&t);
	}
}

static void
the_digest_is_that_of_the_file(void **state)
{
	/* One block, some, and many. */
	static const size_t len[] = { 1, 1000000, 1100000, 5000000 };
	struct recording r;
	struct digest digest;
	char *path;

	(void)state;
	for (size_t i = 0; i < LENGTH(len); i++) {
		path = file_of_len(len[i]);
		assert_int_equal(recording_open(&r, path), 0);
		assert_true(r.part[0].size > len[i]);
		assert_int_equal(digest_of_file(&digest, path), 0);
		unlink(path);
		has_digest(&r, &digest);
		recording_close(&r);
	}
}

static void
the_digest_of_a_folder_is_that_of_its_files(void **state)
{
	/* Of each file, some kilobytes each: the next may be longer. */
	static const int records[][3] = {
		{ 0, 1, 20 }, { 20, 0, 1 }, { 1, 20, 0 }, { 5, 5, 5 }
	};
	static const struct writer_options folder = {
		.layout = WRITER_FOLDER
	};
	static const char body[60000];
	struct recording_writer w;
	struct recording r;
	struct timeline t;
	struct digest digest;
	char name[] = "folder-0";

	(void)state;
	for (size_t i = 0; i < LENGTH(records); i++, name[7]++) {
		recording_writer_start_file(&w, in_scratch(name), &folder);
		recording_writer_event(&w, &(struct writer_event){
		    .sample_type = USUAL_TYPE });
		for (int part = 0; part < 3; part++) {
			recording_writer_part(&w, part);
			for (int j = 0; j < records[i][part]; j++)
				recording_writer_record(
				    &w, 100, body, sizeof body);
		}
		recording_writer_finish(&w);
		recording_writer_release(&w);
		assert_int_equal(recording_open(&r, in_scratch(name)), 0);
		assert_int_equal(scan_recording(&t, &r, &one_thread), 0);
		assert_int_equal(t.records[RECORD_TYPES],
		    records[i][0] + records[i][1] + records[i][2]);
		assert_int_equal(
		    recording_files_digest(&digest, in_scratch(name)), 0);
		timeline_release(&t);
		has_digest(&r, &digest);
		recording_close(&r);
	}
}

static void
a_broken_record_releases_what_was_found(void **state)
{
	struct recording_writer w;
	struct timeline t;
	const char *message;
	int status;

	(void)state;
	scanned_start(&w, USUAL_TYPE);
	scanned_sample(&w, 5, 0);
	recording_writer_bytes(&w, "\0\0\0\0\0\0\0", 8);
	capture_start();
	status = scanned_scan(&w, &t);
	message = capture_end();
	assert_int_equal(status, -1);
	assert_null(t.cpu);
	assert_int_equal(t.samples, 0);
	assert_non_null(strstr(message, "some.data: offset 304: a record of 0 "
	    "bytes"));
}

/* Passes when two scans found the same but in how the files are laid out. */
static void
are_same(const struct timeline *a, const struct timeline *b)
{
	assert_int_equal(a->first_ns, b->first_ns);
	assert_int_equal(a->last_ns, b->last_ns);
	assert_int_equal(a->side_first_ns, b->side_first_ns);
	assert_int_equal(a->side_last_ns, b->side_last_ns);
	assert_int_equal(a->samples, b->samples);
	assert_int_equal(a->timed, b->timed);
	assert_int_equal(a->at_zero, b->at_zero);
	assert_int_equal(a->unknown, b->unknown);
	assert_int_equal(a->sample_bytes, b->sample_bytes);
	assert_memory_equal(
	    a->records, b->records, RECORD_KERNEL_END * sizeof *a->records);
	assert_int_equal(a->cpus, b->cpus);
	for (uint32_t i = 0; i < a->cpus; i++) {
		assert_int_equal(a->cpu[i].cpu, b->cpu[i].cpu);
		assert_int_equal(a->cpu[i].samples, b->cpu[i].samples);
		assert_int_equal(bytes_in(&a->cpu[i].density),
		    bytes_in(&b->cpu[i].density));
	}
}

static void
every_way_of_writing_has_the_same_timeline(void **state)
{
	struct recording r;
	struct timeline t, plain;
	char name[32];

	(void)state;
	for (int i = 0; i < WAYS; i++) {
		const struct writer_options options = small_way(i);
		uint32_t type = options.compressed2 ? RECORD_COMPRESSED2 :
						      RECORD_COMPRESSED;

		snprintf(name, sizeof name, "way-%d", i);
		make_small_file(in_scratch(name), &options);
		assert_int_equal(recording_open(&r, in_scratch(name)), 0);
		assert_int_equal(scan_recording(
		    i ? &t : &plain, &r, &one_thread), 0);
		recording_close(&r);
		if (i == 0)
			continue;
		are_same(&plain, &t);
		assert_int_equal(
		    t.records[type] > 0, options.compress > 0);
		assert_int_equal(t.records[RECORD_HEADER_ATTR],
		    options.layout == WRITER_PIPE ? 2 : 0);
		timeline_release(&t);
	}
	assert_int_equal(plain.samples, 2);
	assert_int_equal(plain.side_first_ns, 1000);
	timeline_release(&plain);
}

/* With the sizes that all kinds of recordings have there. */
static void
traces_of_the_other_byte_order_are_counted(void **state)
{
	static const unsigned char zeros[AUXTRACE_LEN];
	const struct writer_options options = { .swap = true };
	struct packer info = { .swap = true }, trace = { .swap = true };
	struct recording_writer w;
	struct timeline t;

	(void)state;
	pack_u32(&info, AUXTRACE_INTEL_PT);
	pack_u32(&info, 0);
	pack_u64(&trace, 24);
	pack(&trace, zeros, AUXTRACE_LEN - RECORD_HEADER_LEN - 8);
	recording_writer_start(&w, &options);
	recording_writer_event(&w, &(struct writer_event){
	    .sample_type = USUAL_TYPE, .sample_id_all = true });
	recording_writer_record(
	    &w, RECORD_AUXTRACE_INFO, info.bytes, info.len);
	recording_writer_record(&w, RECORD_AUXTRACE, trace.bytes, trace.len);
	recording_writer_bytes(&w, zeros, 24);
	scanned_sample(&w, 70, 3);
	packer_release(&info);
	packer_release(&trace);
	assert_int_equal(scanned_scan(&w, &t), 0);
	assert_int_equal(t.trace_bytes, 24);
	assert_true(t.intel_pt);
	assert_int_equal(t.samples, 1);
	assert_int_equal(t.first_ns, 70);
	assert_int_equal(timeline_cpu(&t, 3)->samples, 1);
	timeline_release(&t);
}

#define TEST(name) cmocka_unit_test(name)

/* In a folder of its own. */
#define TEST_IN_FOLDER(name) \
	cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sample_too_short_for_its_event_is_refused),
		TEST(a_broken_record_releases_what_was_found),
		TEST(odd_names_are_noticed),
		TEST(threads_that_had_ended_are_noticed),
		TEST(traces_are_counted_and_intel_pt_is_known),
		TEST(traces_of_the_other_byte_order_are_counted),
		TEST(the_digest_is_that_of_the_file),
		TEST_IN_FOLDER(the_digest_of_a_folder_is_that_of_its_files),
		TEST_IN_FOLDER(every_way_of_writing_has_the_same_timeline),
	};

	return RUN(tests);
}
