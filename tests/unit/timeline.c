/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/events.h"
#include "data/recording.h"
#include "data/recording_files.h"
#include "data/records.h"
#include "data/scan.h"
#include "data/timeline.h"
#include "generator/recording_writer.h"
#include "unit/capture.h"
#include "unit/scratch.h"
#include "unit/small_recording.h"

enum {
	USUAL_TYPE = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU,
	USUAL_LEN = 40, /* bytes of a sample of that type */
	CPUS_KNOWN = 8192, /* CPUs from here on are counted as none */
};

static const struct scan_options one_thread = { .threads = 1 };

/* Starts a recording with one event. */
static void
start(struct recording_writer *w, uint64_t sample_type)
{
	recording_writer_start(w, NULL);
	recording_writer_event(w, &(struct writer_event){
	    .sample_type = sample_type, .sample_id_all = true, .first_id = 1,
	    .ids = 2 });
}

static void
sample(struct recording_writer *w, uint64_t time_ns, uint32_t cpu)
{
	recording_writer_sample(w, &(struct writer_fields){
	    .id = 1, .time_ns = time_ns, .cpu = cpu });
}

/* Ends the recording and scans it, as a file in memory. */
static int
scan(struct recording_writer *w, struct timeline *t)
{
	struct recording r;
	int status;

	recording_writer_finish(w);
	assert_int_equal(recording_from_bytes(&r, "some.data", w->bytes,
	    w->len), 0);
	status = scan_recording(t, &r, &one_thread);
	recording_close(&r);
	recording_writer_release(w);
	return status;
}

static uint64_t
bytes_in(const struct density *d)
{
	return density_between(d, DENSITY_BYTES, 0, UINT64_MAX);
}

static void
first_and_last_are_found_in_any_order(void **state)
{
	static const uint64_t times[][3] = {
		{ 100, 200, 300 }, { 300, 200, 100 }, { 200, 100, 300 },
		{ 100, 300, 200 }
	};
	struct recording_writer w;
	struct timeline t;

	(void)state;
	for (size_t i = 0; i < LENGTH(times); i++) {
		start(&w, USUAL_TYPE);
		for (int j = 0; j < 3; j++)
			sample(&w, times[i][j], 0);
		assert_int_equal(scan(&w, &t), 0);
		assert_int_equal(t.first_ns, 100);
		assert_int_equal(t.last_ns, 300);
		assert_int_equal(t.samples, 3);
		assert_int_equal(t.timed, 3);
		timeline_release(&t);
	}
}

static void
samples_are_counted_by_cpu_and_sorted(void **state)
{
	static const uint32_t cpu[] = { 7, 0, 7, 3, 7, 3 };
	struct recording_writer w;
	struct timeline t;

	(void)state;
	start(&w, USUAL_TYPE);
	for (size_t i = 0; i < LENGTH(cpu); i++)
		sample(&w, 1000 + i, cpu[i]);
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.cpus, 3);
	assert_int_equal(t.cpu[0].cpu, 0);
	assert_int_equal(t.cpu[1].cpu, 3);
	assert_int_equal(t.cpu[2].cpu, 7);
	assert_int_equal(timeline_cpu(&t, 0)->samples, 1);
	assert_int_equal(timeline_cpu(&t, 3)->samples, 2);
	assert_int_equal(timeline_cpu(&t, 7)->samples, 3);
	assert_int_equal(
	    bytes_in(&timeline_cpu(&t, 7)->density), 3 * USUAL_LEN);
	assert_null(timeline_cpu(&t, 1));
	assert_null(timeline_cpu(&t, 8));
	assert_null(timeline_cpu(&t, EVENT_NO_CPU));
	timeline_release(&t);
}

static void
time_zero_is_counted_apart(void **state)
{
	struct recording_writer w;
	struct timeline t;

	(void)state;
	start(&w, USUAL_TYPE);
	sample(&w, 0, 0);
	sample(&w, 500, 0);
	sample(&w, 0, 1);
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.samples, 3);
	assert_int_equal(t.timed, 1);
	assert_int_equal(t.at_zero, 2);
	assert_int_equal(t.first_ns, 500);
	assert_int_equal(t.last_ns, 500);
	assert_int_equal(timeline_cpu(&t, 1)->samples, 1);
	assert_int_equal(bytes_in(&timeline_cpu(&t, 1)->density), 0);
	assert_int_equal(bytes_in(&t.density), USUAL_LEN);
	timeline_release(&t);
}

static void
samples_without_a_time_are_only_counted(void **state)
{
	struct recording_writer w;
	struct timeline t;

	(void)state;
	start(&w, SAMPLE_IP | SAMPLE_TID | SAMPLE_CPU);
	sample(&w, 0, 2);
	sample(&w, 0, 2);
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.samples, 2);
	assert_int_equal(t.timed, 0);
	assert_int_equal(t.at_zero, 0);
	assert_int_equal(bytes_in(&t.density), 0);
	assert_int_equal(t.sample_bytes, 2 * (USUAL_LEN - 8));
	assert_int_equal(timeline_cpu(&t, 2)->samples, 2);
	timeline_release(&t);
}

static void
samples_without_a_cpu_are_together(void **state)
{
	struct recording_writer w;
	struct timeline t;

	(void)state;
	start(&w, SAMPLE_IP | SAMPLE_TIME);
	sample(&w, 10, 0);
	sample(&w, 20, 1);
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.cpus, 1);
	assert_int_equal(timeline_cpu(&t, EVENT_NO_CPU)->samples, 2);
	assert_null(timeline_cpu(&t, 0));
	timeline_release(&t);
}

static void
cpu_numbers_that_no_kernel_has_are_no_cpu(void **state)
{
	static const uint32_t none[] = {
		CPUS_KNOWN, CPUS_KNOWN + 1, 1 << 16, INT32_MAX, UINT32_MAX
	};
	const size_t count = LENGTH(none);
	struct recording_writer w;
	struct timeline t;

	(void)state;
	start(&w, USUAL_TYPE);
	sample(&w, 10, CPUS_KNOWN - 1);
	for (size_t i = 0; i < count; i++)
		sample(&w, 20 + i, none[i]);
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.cpus, 2);
	assert_int_equal(timeline_cpu(&t, CPUS_KNOWN - 1)->samples, 1);
	assert_int_equal(timeline_cpu(&t, EVENT_NO_CPU)->samples, count);
	assert_int_equal(t.cpu[1].cpu, EVENT_NO_CPU);
	assert_int_equal(t.timed, count + 1);
	timeline_release(&t);
}

static void
all_cpus_that_a_kernel_can_have_are_told_apart(void **state)
{
	struct recording_writer w;
	struct timeline t;

	(void)state;
	start(&w, USUAL_TYPE);
	for (uint32_t cpu = CPUS_KNOWN; cpu-- > 0;)
		sample(&w, 1 + cpu, cpu);
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.cpus, CPUS_KNOWN);
	for (uint32_t cpu = 0; cpu < CPUS_KNOWN; cpu++)
		assert_int_equal(timeline_cpu(&t, cpu)->samples, 1);
	timeline_release(&t);
}

static void
samples_of_unknown_events_are_counted_apart(void **state)
{
	const uint64_t type = USUAL_TYPE | SAMPLE_IDENTIFIER;
	struct recording_writer w;
	struct timeline t;

	(void)state;
	start(&w, type);
	recording_writer_event(&w, &(struct writer_event){
	    .sample_type = type | SAMPLE_ADDR, .sample_id_all = true,
	    .first_id = 5, .ids = 1 });
	sample(&w, 50, 0);
	recording_writer_sample(&w, &(struct writer_fields){
	    .id = 999, .time_ns = 1, .cpu = 4 });
	recording_writer_sample(&w, &(struct writer_fields){
	    .event = 1, .id = 5, .time_ns = 60, .cpu = 1, .addr = 77 });
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.samples, 3);
	assert_int_equal(t.unknown, 1);
	assert_int_equal(t.timed, 2);
	assert_int_equal(t.first_ns, 50);
	assert_int_equal(t.last_ns, 60);
	assert_int_equal(timeline_cpu(&t, 1)->samples, 1);
	assert_null(timeline_cpu(&t, 4));
	timeline_release(&t);
}

static void
a_sample_too_short_for_its_event_is_refused(void **state)
{
	struct recording_writer w;
	struct timeline t;
	const char *message;
	int status;

	(void)state;
	start(&w, USUAL_TYPE);
	recording_writer_record(&w, RECORD_SAMPLE, "1234567", 8);
	capture_start();
	status = scan(&w, &t);
	message = capture_end();
	assert_int_equal(status, -1);
	assert_null(t.cpu);
	/* Behind the header, two ids and one attribute. */
	assert_non_null(strstr(message, "some.data: offset 264: a sample of 16 "
	    "bytes, its event has at least 40"));
}

static void
records_are_counted_by_type(void **state)
{
	const struct writer_fields f = { .id = 1, .time_ns = 5 };
	struct recording_writer w;
	struct timeline t;

	(void)state;
	start(&w, USUAL_TYPE);
	recording_writer_comm(&w, &f, "a");
	recording_writer_mmap2(&w, &f, 0x1000, 0x1000, "/a");
	recording_writer_fork(&w, &f, 1);
	recording_writer_exit(&w, &f, 1);
	recording_writer_exit(&w, &f, 1);
	sample(&w, 7, 0);
	recording_writer_finished_round(&w);
	recording_writer_record(&w, RECORD_TYPES, "", 0);
	recording_writer_record(&w, UINT32_MAX, "", 0);
	recording_writer_record(&w, 63, "", 0);
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.records[RECORD_COMM], 1);
	assert_int_equal(t.records[RECORD_MMAP2], 1);
	assert_int_equal(t.records[RECORD_FORK], 1);
	assert_int_equal(t.records[RECORD_EXIT], 2);
	assert_int_equal(t.records[RECORD_SAMPLE], 1);
	assert_int_equal(t.records[RECORD_FINISHED_ROUND], 1);
	assert_int_equal(t.records[63], 1);
	assert_int_equal(t.records[RECORD_TYPES], 2);
	timeline_release(&t);
}

static void
side_band_times_do_not_move_those_of_samples(void **state)
{
	static const uint64_t times[] = { 40, 10, 0, 900 };
	struct recording_writer w;
	struct timeline t;

	(void)state;
	start(&w, USUAL_TYPE);
	for (size_t i = 0; i < LENGTH(times); i++)
		recording_writer_comm(&w, &(struct writer_fields){
		    .id = 1, .time_ns = times[i] }, "a");
	sample(&w, 70, 0);
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.first_ns, 70);
	assert_int_equal(t.last_ns, 70);
	assert_int_equal(t.side_first_ns, 10);
	assert_int_equal(t.side_last_ns, 900);
	timeline_release(&t);
}

static void
records_of_perf_itself_have_no_time(void **state)
{
	struct recording_writer w;
	struct timeline t;

	(void)state;
	start(&w, USUAL_TYPE);
	recording_writer_record(&w, RECORD_TIME_CONV,
	    "0123456789012345678901234567890", 32);
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.side_first_ns, 0);
	assert_int_equal(t.side_last_ns, 0);
	timeline_release(&t);
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
		start(&w, USUAL_TYPE);
		recording_writer_record(
		    &w, RECORD_AUXTRACE_INFO, pt ? info : other, 8);
		for (int i = 0; i < 2; i++) {
			recording_writer_record(
			    &w, RECORD_AUXTRACE, trace, sizeof trace);
			recording_writer_bytes(&w, trace, 24);
		}
		assert_int_equal(scan(&w, &t), 0);
		assert_int_equal(t.trace_bytes, 48);
		assert_int_equal(t.intel_pt, pt);
		timeline_release(&t);
	}
}

static void
densities_sum_to_the_bytes_of_timed_samples(void **state)
{
	struct recording_writer w;
	struct timeline t;
	uint64_t by_cpu = 0;

	(void)state;
	start(&w, USUAL_TYPE);
	for (uint64_t i = 0; i < 5000; i++)
		sample(&w, i % 10 ? 1 + i * i * 1000 : 0, i % 6);
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.at_zero, 500);
	assert_int_equal(bytes_in(&t.density), 4500 * USUAL_LEN);
	for (uint32_t i = 0; i < t.cpus; i++)
		by_cpu += bytes_in(&t.cpu[i].density);
	assert_int_equal(by_cpu, 4500 * USUAL_LEN);
	assert_int_equal(t.sample_bytes, 5000 * USUAL_LEN);
	timeline_release(&t);
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
		sample(&w, 1 + i, 0);
		recording_writer_record(&w, 100, body, sizeof body);
	}
	recording_writer_usual_features(&w, 1);
	recording_writer_finish(&w);
	recording_writer_release(&w);
	return path;
}

static void
the_digest_is_that_of_the_file(void **state)
{
	/* Less than a window of the scan, about one, and some. */
	static const size_t len[] = { 1, 1000000, 1100000, 5000000 };
	struct recording r;
	struct timeline t;
	struct digest digest;
	char *path;

	(void)state;
	for (size_t i = 0; i < LENGTH(len); i++) {
		path = file_of_len(len[i]);
		assert_int_equal(recording_open(&r, path), 0);
		assert_true(r.part[0].size > len[i]);
		assert_int_equal(scan_recording(&t, &r, &one_thread), 0);
		recording_close(&r);
		assert_int_equal(digest_of_file(&digest, path), 0);
		unlink(path);
		assert_memory_equal(&t.digest, &digest, sizeof digest);
		timeline_release(&t);
	}
}

static void
the_digest_of_a_folder_is_that_of_its_files(void **state)
{
	/* Of each file, in windows of the scan: the next may be longer. */
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
		assert_memory_equal(&t.digest, &digest, sizeof digest);
		timeline_release(&t);
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
	start(&w, USUAL_TYPE);
	sample(&w, 5, 0);
	recording_writer_bytes(&w, "\0\0\0\0\0\0\0", 8);
	capture_start();
	status = scan(&w, &t);
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
		const struct writer_options options = way(i);
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
	sample(&w, 70, 3);
	packer_release(&info);
	packer_release(&trace);
	assert_int_equal(scan(&w, &t), 0);
	assert_int_equal(t.trace_bytes, 24);
	assert_true(t.intel_pt);
	assert_int_equal(t.samples, 1);
	assert_int_equal(t.first_ns, 70);
	assert_int_equal(timeline_cpu(&t, 3)->samples, 1);
	timeline_release(&t);
}

static void
types_of_records_have_names(void **state)
{
	(void)state;
	assert_string_equal(record_type_name(RECORD_MMAP), "MMAP");
	assert_string_equal(record_type_name(RECORD_SAMPLE), "SAMPLE");
	assert_string_equal(
	    record_type_name(RECORD_FINISHED_ROUND), "FINISHED_ROUND");
	assert_string_equal(
	    record_type_name(RECORD_TYPES - 1), "COMPRESSED2");
	assert_null(record_type_name(0));
	assert_null(record_type_name(63));
	assert_null(record_type_name(RECORD_TYPES));
	assert_null(record_type_name(UINT32_MAX));
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(first_and_last_are_found_in_any_order),
		TEST(samples_are_counted_by_cpu_and_sorted),
		TEST(time_zero_is_counted_apart),
		TEST(samples_without_a_time_are_only_counted),
		TEST(samples_without_a_cpu_are_together),
		TEST(cpu_numbers_that_no_kernel_has_are_no_cpu),
		TEST(all_cpus_that_a_kernel_can_have_are_told_apart),
		TEST(samples_of_unknown_events_are_counted_apart),
		TEST(a_sample_too_short_for_its_event_is_refused),
		TEST(records_are_counted_by_type),
		TEST(side_band_times_do_not_move_those_of_samples),
		TEST(records_of_perf_itself_have_no_time),
		TEST(traces_are_counted_and_intel_pt_is_known),
		TEST(densities_sum_to_the_bytes_of_timed_samples),
		TEST(the_digest_is_that_of_the_file),
		cmocka_unit_test_setup_teardown(
		    the_digest_of_a_folder_is_that_of_its_files, scratch_make,
		    scratch_remove),
		TEST(a_broken_record_releases_what_was_found),
		cmocka_unit_test_setup_teardown(
		    every_way_of_writing_has_the_same_timeline, scratch_make,
		    scratch_remove),
		TEST(traces_of_the_other_byte_order_are_counted),
		TEST(types_of_records_have_names),
	};

	return RUN(tests);
}
