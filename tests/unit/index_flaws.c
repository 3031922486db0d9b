/* SPDX-License-Identifier: GPL-2.0-only */
/* Which recordings cannot be sliced. */
#include "unit/testing.h"

#include <stdlib.h>

#include "unit/told.h"

#define PLAIN { .name = "file" }
#define STEPS(...) .step = { __VA_ARGS__ }

/* A recording, and what of it keeps it from being sliced. */
struct flawed {
	const char *name;
	unsigned flaws;
	struct telling telling;
	struct step step[8]; /* up to one of pid 0 */
};

static const struct flawed flawed[] = {
	{ "nothing", 0, PLAIN, STEPS({ SAMPLE, 7, 100, 1, 0 },
	    { COMM, 7, 110, 1, 0 }, { SAMPLE, 7, 120, 1, 0 }) },
	{ "a pipe", 0, { .options.layout = WRITER_PIPE },
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { COMM, 7, 110, 1, 0 }) },
	{ "version 1", INDEX_LAYOUT, { .options.version_1 = true },
	    STEPS({ SAMPLE, 7, 100, 1, 0 }) },
	{ "a sample of no event", INDEX_LAYOUT, { .two_kinds = true },
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { UNKNOWN, 7, 110, 1, 0 }) },
	{ "two events", 0, { .two_kinds = true },
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { SAMPLE, 7, 110, 1, 0 }) },
	{ "a late sample, which is no flaw of the whole", 0, PLAIN,
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { ROUND, 7, 0, 0, 0 },
		{ ROUND, 7, 0, 0, 0 }, { SAMPLE, 7, 99, 1, 0 }) },
	{ "a sample just in time", 0, PLAIN,
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { ROUND, 7, 0, 0, 0 },
		{ ROUND, 7, 0, 0, 0 }, { SAMPLE, 7, 100, 1, 0 }) },
	{ "one round is not printed at its end", 0, PLAIN,
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { ROUND, 7, 0, 0, 0 },
		{ SAMPLE, 7, 99, 1, 0 }, { COMM, 7, 98, 1, 0 }) },
	{ "late side-band", INDEX_ORDER, PLAIN,
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { ROUND, 7, 0, 0, 0 },
		{ ROUND, 7, 0, 0, 0 }, { COMM, 7, 99, 1, 0 }) },
	{ "side-band just in time", 0, PLAIN,
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { ROUND, 7, 0, 0, 0 },
		{ ROUND, 7, 0, 0, 0 }, { COMM, 7, 100, 1, 0 }) },
	{ "as in the file, in order", 0, { .no_sample_id_all = true },
	    STEPS({ COMM, 7, 0, 1, 0 }, { SAMPLE, 7, 100, 1, 0 },
		{ SAMPLE, 7, 100, 1, 0 }, { SAMPLE, 7, 101, 1, 0 }) },
	{ "as in the file, out of order", 0,
	    { .no_sample_id_all = true },
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { SAMPLE, 7, 99, 1, 0 }) },
	{ "as in the file, side-band behind samples", INDEX_UNTIMED,
	    { .no_sample_id_all = true },
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { COMM, 7, 0, 1, 0 }) },
	{ "a sample at 0", INDEX_UNTIMED, PLAIN,
	    STEPS({ SAMPLE, 7, 0, 1, 0 }, { SAMPLE, 7, 100, 1, 0 }) },
	{ "side-band without a time, in front", 0, PLAIN,
	    STEPS({ COMM, 7, 0, 1, 0 }, { SAMPLE, 7, 100, 1, 0 }) },
	{ "side-band without a time, behind a sample", INDEX_UNTIMED, PLAIN,
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { COMM, 7, 0, 1, 0 }) },
	{ "compressed side-band without a time", INDEX_UNTIMED,
	    { .options.compress = 1000 },
	    STEPS({ SAMPLE, 7, 100, 1, 0 }, { COMM, 7, 0, 1, 0 }) },
	{ "no samples", 0, PLAIN, STEPS({ COMM, 7, 0, 1, 0 }) },
};

static void
each_flaw_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(flawed); i++) {
		const struct flawed *f = &flawed[i];
		struct index *ix;
		struct told t;
		size_t steps = 0;

		while (f->step[steps].pid)
			steps++;
		tell(&t, &f->telling, f->step, steps);
		ix = &t.timeline.index;
		if (ix->flaws != f->flaws)
			fail_msg("%s: flaws %x, not %x", f->name, ix->flaws,
			    f->flaws);
		assert_true(!index_refusal(ix) == !f->flaws);
		told_release(&t);
	}
}

static void
a_late_sample_tangles_its_time(void **state)
{
	static const struct step late[] = { { SAMPLE, 7, 100, 1, 0 },
		{ ROUND, 7, 0, 0, 0 }, { ROUND, 7, 0, 0, 0 },
		{ SAMPLE, 7, 98, 1, 0 }, { SAMPLE, 7, 120, 1, 0 } };
	struct told t;

	(void)state;
	tell(&t, &(struct telling)PLAIN, late, LENGTH(late));
	assert_true(index_is_tangled(&t.timeline.index, 98, 98));
	assert_true(index_is_tangled(&t.timeline.index, 0, UINT64_MAX));
	assert_false(index_is_tangled(&t.timeline.index, 0, 97));
	assert_false(index_is_tangled(&t.timeline.index, 121, UINT64_MAX));
	told_release(&t);
	/* Before anything was printed none is late. */
	tell(&t, &(struct telling)PLAIN, late + 2, LENGTH(late) - 2);
	assert_false(index_is_tangled(&t.timeline.index, 0, UINT64_MAX));
	told_release(&t);
}

static void
each_flaw_has_a_reason_of_its_own(void **state)
{
	static const unsigned flaw[] = {
		INDEX_LAYOUT, INDEX_TRACE, INDEX_ORDER, INDEX_UNTIMED
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(flaw); i++)
		for (size_t n = 0; n < LENGTH(flaw); n++) {
			struct index a = { .flaws = flaw[i] };
			struct index b = { .flaws = flaw[n] };

			assert_true(i == n ||
			    strcmp(index_refusal(&a), index_refusal(&b)));
		}
}

/* Returns the flaws of a recording of one sample and this record. */
static unsigned
flaws_with(uint32_t type, const void *body, size_t len)
{
	struct told t;
	unsigned flaws;

	recording_writer_start(&t.writer, NULL);
	write_events(&t.writer, &(struct telling){ .name = "file" });
	write_step(&t.writer, &(struct step){ SAMPLE, 7, 100, 1, 0 });
	recording_writer_record(&t.writer, type, body, len);
	recording_writer_finish(&t.writer);
	told_read(&t);
	flaws = t.timeline.index.flaws;
	told_release(&t);
	return flaws;
}

static void
a_trace_is_a_flaw(void **state)
{
	static const unsigned char body[AUXTRACE_LEN];

	(void)state;
	assert_int_equal(
	    flaws_with(RECORD_AUXTRACE_INFO, body, 8), INDEX_TRACE);
	assert_int_equal(
	    flaws_with(RECORD_AUXTRACE, body, 40), INDEX_TRACE);
}

/* What perf itself writes has no time, and none of it needs one. */
static void
records_of_perf_are_none(void **state)
{
	static const unsigned char body[16];

	(void)state;
	for (uint32_t type = RECORD_KERNEL_END; type < 100; type++)
		if (type != RECORD_HEADER_ATTR &&
		    type != RECORD_COMPRESSED && type != RECORD_COMPRESSED2 &&
		    type != RECORD_AUXTRACE && type != RECORD_AUXTRACE_INFO)
			assert_int_equal(
			    flaws_with(type, body, sizeof body), 0);
}

/* perf record ends with how many samples it lost, if any, without a time. */
static void
lost_samples_are_none(void **state)
{
	static const unsigned char body[8 + 32]; /* a count, and a trailer */

	(void)state;
	assert_int_equal(
	    flaws_with(RECORD_LOST_SAMPLES, body, sizeof body), 0);
	assert_int_equal(
	    flaws_with(RECORD_NAMESPACES, body, sizeof body), INDEX_UNTIMED);
}

static unsigned
flaws_of_samples(uint64_t sample_type)
{
	struct told t;
	unsigned flaws;

	recording_writer_start(&t.writer, NULL);
	recording_writer_event(&t.writer, &(struct writer_event){
	    .sample_type = sample_type, .sample_id_all = true, .first_id = 1,
	    .ids = 1 });
	recording_writer_sample(&t.writer, &(struct writer_fields){
	    .id = 1, .time_ns = 100 });
	recording_writer_finish(&t.writer);
	told_read(&t);
	flaws = t.timeline.index.flaws;
	told_release(&t);
	return flaws;
}

static void
samples_that_carry_trace_or_no_time_are_a_flaw(void **state)
{
	const uint64_t usual = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME;

	(void)state;
	assert_int_equal(flaws_of_samples(usual), 0);
	assert_int_equal(flaws_of_samples(usual | SAMPLE_AUX), INDEX_TRACE);
	assert_int_equal(
	    flaws_of_samples(SAMPLE_IP | SAMPLE_TID), INDEX_UNTIMED);
}

/*
 * What a sample reads of counters is printed as the difference to the sample
 * before it, wherever that is.
 */
static void
samples_that_read_counters_are_a_flaw(void **state)
{
	enum { READ = 1 << 4 }; /* in sample_type */

	(void)state;
	assert_int_not_equal(flaws_of_samples(
	    SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | READ), 0);
}

static void
a_folder_is_a_flaw(void **state)
{
	static const struct scan_options one_thread = { .threads = 1 };
	static const struct telling folder = {
		.options.layout = WRITER_FOLDER
	};
	static const struct step step[] = { { SAMPLE, 7, 100, 1, 0 } };
	struct recording_writer w;
	struct recording r;
	struct timeline t;

	(void)state;
	assert_int_equal(scratch_make(NULL), 0);
	write_steps(&w, &folder, step, LENGTH(step));
	assert_int_equal(recording_open(&r, in_scratch("perf.data")), 0);
	assert_int_equal(scan_recording(&t, &r, &one_thread), 0);
	assert_int_equal(t.index.flaws, INDEX_LAYOUT);
	timeline_release(&t);
	recording_close(&r);
	recording_writer_release(&w);
	assert_int_equal(scratch_remove(NULL), 0);
}

/* What perf record --kcore writes: perf script looks into kcore_dir, too. */
static void
a_folder_of_one_file_is_a_flaw(void **state)
{
	static const struct scan_options one_thread = { .threads = 1 };
	const struct writer_options options = { .layout = WRITER_FOLDER };
	struct recording_writer w;
	struct recording r;
	struct timeline t;

	(void)state;
	assert_int_equal(scratch_make(NULL), 0);
	recording_writer_start_file(&w, in_scratch("perf.data"), &options);
	write_events(&w, &(struct telling){ .name = "folder" });
	recording_writer_sample(
	    &w, &(struct writer_fields){ .id = 1, .time_ns = 100 });
	recording_writer_finish(&w);
	assert_int_equal(recording_open(&r, in_scratch("perf.data")), 0);
	assert_int_equal(r.parts, 1);
	assert_int_equal(scan_recording(&t, &r, &one_thread), 0);
	assert_int_equal(t.index.flaws, INDEX_LAYOUT);
	timeline_release(&t);
	recording_close(&r);
	recording_writer_release(&w);
	assert_int_equal(scratch_remove(NULL), 0);
}

/* The attributes at the end of the file, where no perf puts them. */
static void
attributes_behind_the_records_are_a_flaw(void **state)
{
	static const struct scan_options one_thread = { .threads = 1 };
	static const struct telling file = { .name = "file" };
	static const struct step step[] = { { SAMPLE, 7, 100, 1, 0 } };
	struct recording_writer w;
	struct recording r;
	struct timeline t;
	uint64_t at, len;
	char *bytes;

	(void)state;
	write_steps(&w, &file, step, LENGTH(step));
	memcpy(&at, w.bytes + FILE_HEADER_ATTRS, sizeof at);
	memcpy(&len, w.bytes + FILE_HEADER_ATTRS + 8, sizeof len);
	bytes = calloc(1, w.len + len);
	memcpy(bytes, w.bytes, w.len);
	memcpy(bytes + w.len, w.bytes + at, len);
	at = w.len;
	memcpy(bytes + FILE_HEADER_ATTRS, &at, sizeof at);
	assert_int_equal(
	    recording_from_bytes(&r, "some.data", bytes, w.len + len), 0);
	assert_int_equal(scan_recording(&t, &r, &one_thread), 0);
	assert_int_equal(t.index.flaws, INDEX_LAYOUT);
	timeline_release(&t);
	recording_close(&r);
	recording_writer_release(&w);
	free(bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_flaw_is_found),
		cmocka_unit_test(a_late_sample_tangles_its_time),
		cmocka_unit_test(each_flaw_has_a_reason_of_its_own),
		cmocka_unit_test(a_trace_is_a_flaw),
		cmocka_unit_test(records_of_perf_are_none),
		cmocka_unit_test(lost_samples_are_none),
		cmocka_unit_test(
		    samples_that_carry_trace_or_no_time_are_a_flaw),
		cmocka_unit_test(samples_that_read_counters_are_a_flaw),
		cmocka_unit_test(a_folder_is_a_flaw),
		cmocka_unit_test(a_folder_of_one_file_is_a_flaw),
		cmocka_unit_test(attributes_behind_the_records_are_a_flaw),
	};

	return RUN(tests);
}
