/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "generator/recording_writer.h"
#include "perfdata/events.h"
#include "perfdata/records.h"
#include "scan/timeline.h"
#include "unit/scanned.h"

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
		scanned_start(&w, USUAL_TYPE);
		for (int j = 0; j < 3; j++)
			scanned_sample(&w, times[i][j], 0);
		assert_int_equal(scanned_scan(&w, &t), 0);
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
	scanned_start(&w, USUAL_TYPE);
	for (size_t i = 0; i < LENGTH(cpu); i++)
		scanned_sample(&w, 1000 + i, cpu[i]);
	assert_int_equal(scanned_scan(&w, &t), 0);
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
	scanned_start(&w, USUAL_TYPE);
	scanned_sample(&w, 0, 0);
	scanned_sample(&w, 500, 0);
	scanned_sample(&w, 0, 1);
	assert_int_equal(scanned_scan(&w, &t), 0);
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
	scanned_start(&w, SAMPLE_IP | SAMPLE_TID | SAMPLE_CPU);
	scanned_sample(&w, 0, 2);
	scanned_sample(&w, 0, 2);
	assert_int_equal(scanned_scan(&w, &t), 0);
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
	scanned_start(&w, SAMPLE_IP | SAMPLE_TIME);
	scanned_sample(&w, 10, 0);
	scanned_sample(&w, 20, 1);
	assert_int_equal(scanned_scan(&w, &t), 0);
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
	scanned_start(&w, USUAL_TYPE);
	scanned_sample(&w, 10, CPUS_KNOWN - 1);
	for (size_t i = 0; i < count; i++)
		scanned_sample(&w, 20 + i, none[i]);
	assert_int_equal(scanned_scan(&w, &t), 0);
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
	scanned_start(&w, USUAL_TYPE);
	for (uint32_t cpu = CPUS_KNOWN; cpu-- > 0;)
		scanned_sample(&w, 1 + cpu, cpu);
	assert_int_equal(scanned_scan(&w, &t), 0);
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
	scanned_start(&w, type);
	recording_writer_event(&w, &(struct writer_event){
	    .sample_type = type | SAMPLE_ADDR, .sample_id_all = true,
	    .first_id = 5, .ids = 1 });
	scanned_sample(&w, 50, 0);
	recording_writer_sample(&w, &(struct writer_fields){
	    .id = 999, .time_ns = 1, .cpu = 4 });
	recording_writer_sample(&w, &(struct writer_fields){
	    .event = 1, .id = 5, .time_ns = 60, .cpu = 1, .addr = 77 });
	assert_int_equal(scanned_scan(&w, &t), 0);
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
records_are_counted_by_type(void **state)
{
	const struct writer_fields f = { .id = 1, .time_ns = 5 };
	struct recording_writer w;
	struct timeline t;

	(void)state;
	scanned_start(&w, USUAL_TYPE);
	recording_writer_comm(&w, &f, "a");
	recording_writer_mmap2(&w, &f, 0x1000, 0x1000, "/a");
	recording_writer_fork(&w, &f, 1);
	recording_writer_exit(&w, &f, 1);
	recording_writer_exit(&w, &f, 1);
	scanned_sample(&w, 7, 0);
	recording_writer_finished_round(&w);
	recording_writer_record(&w, RECORD_TYPES, "", 0);
	recording_writer_record(&w, UINT32_MAX, "", 0);
	recording_writer_record(&w, 63, "", 0);
	assert_int_equal(scanned_scan(&w, &t), 0);
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
	scanned_start(&w, USUAL_TYPE);
	for (size_t i = 0; i < LENGTH(times); i++)
		recording_writer_comm(&w, &(struct writer_fields){
		    .id = 1, .time_ns = times[i] }, "a");
	scanned_sample(&w, 70, 0);
	assert_int_equal(scanned_scan(&w, &t), 0);
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
	scanned_start(&w, USUAL_TYPE);
	recording_writer_record(&w, RECORD_TIME_CONV,
	    "0123456789012345678901234567890", 32);
	assert_int_equal(scanned_scan(&w, &t), 0);
	assert_int_equal(t.side_first_ns, 0);
	assert_int_equal(t.side_last_ns, 0);
	timeline_release(&t);
}

static void
densities_sum_to_the_bytes_of_timed_samples(void **state)
{
	struct recording_writer w;
	struct timeline t;
	uint64_t by_cpu = 0;

	(void)state;
	scanned_start(&w, USUAL_TYPE);
	for (uint64_t i = 0; i < 5000; i++)
		scanned_sample(&w, i % 10 ? 1 + i * i * 1000 : 0, i % 6);
	assert_int_equal(scanned_scan(&w, &t), 0);
	assert_int_equal(t.at_zero, 500);
	assert_int_equal(bytes_in(&t.density), 4500 * USUAL_LEN);
	for (uint32_t i = 0; i < t.cpus; i++)
		by_cpu += bytes_in(&t.cpu[i].density);
	assert_int_equal(by_cpu, 4500 * USUAL_LEN);
	assert_int_equal(t.sample_bytes, 5000 * USUAL_LEN);
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
		TEST(records_are_counted_by_type),
		TEST(side_band_times_do_not_move_those_of_samples),
		TEST(records_of_perf_itself_have_no_time),
		TEST(densities_sum_to_the_bytes_of_timed_samples),
		TEST(types_of_records_have_names),
	};

	return RUN(tests);
}
