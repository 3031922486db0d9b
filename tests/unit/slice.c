/* SPDX-License-Identifier: GPL-2.0-only */
/* What a slice has of the whole recording. */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>

#include "unit/sliced.h"

static void
some_features(struct recording_writer *w)
{
	recording_writer_usual_features(w, 4);
	recording_writer_times(w, 100, 900);
	recording_writer_feature(w, 200, "", 0);
	recording_writer_feature(w, 255, "odd", 3);
}

/* All ways to write the same. */
static const struct telling tellings[] = {
	{ .name = "file" },
	{ .name = "with features", .features = some_features },
	{ .name = "pipe", .options = { .layout = WRITER_PIPE } },
	{ .name = "swapped", .options = { .swap = true },
	    .features = some_features },
	{ .name = "swapped pipe",
	    .options = { .layout = WRITER_PIPE, .swap = true } },
	{ .name = "compressed", .options = { .compress = 200 },
	    .features = some_features },
	{ .name = "compressed pipe",
	    .options = { .layout = WRITER_PIPE, .compress = 13 } },
	{ .name = "swapped and compressed",
	    .options = { .swap = true, .compress = 32768 } },
	{ .name = "two events", .two_kinds = true },
	{ .name = "small attributes", .options.attr_len = 72 },
	{ .name = "without sample_id_all", .no_sample_id_all = true },
};

/*
 * A recording in three parts that are extents apart: samples of 7 and 8 at
 * 100 to 199, of 9, which 5 forked, which 4 did, at 200 to 299, of nobody in
 * particular at 300.  Filler is of 20.
 */
enum { FILLER = 20 };

static const struct step start_step[] = {
	{ MMAP, KERNEL, 0, 1, 0 },
	{ COMM, 7, 0, 2, 0 },
	{ COMM, 8, 0, 3, 0 },
	{ COMM, 4, 0, 4, 0 },
	{ FORK, 5, 0, 4, 0 },
	{ COMM, 5, 0, 5, 0 },
	{ FORK, 9, 0, 5, 0 },
	{ COMM, 9, 0, 6, 0 },
	{ COMM, 0, 0, 7, 0 },
	{ COMM, 21, 0, 8, 0 },
};
static const struct step first_step[] = {
	{ SAMPLE, 7, 100, 1, 0 },
	{ COMM, 7, 110, 11, 0 },
	{ MMAP, 9, 115, 12, 0 },
	{ KSYMBOL, 7, 120, 13, 1 },
	{ SAMPLE, 8, 150, 2, 1 },
	{ SAMPLE, 7, 150, 3, 1 },
	{ ROUND, 0, 0, 0, 0 },
	{ SAMPLE, 7, 199, 4, 0 },
};
static const struct step second_step[] = {
	{ COMM, 21, 200, 14, 0 },
	{ SAMPLE, 9, 200, 5, 0 },
	{ MMAP, 4, 210, 15, 0 },
	{ COMM, 5, 220, 16, 0 },
	{ COMM, 7, 230, 17, 1 },
	{ EXIT, 8, 240, 1, 1 },
	{ MMAP, KERNEL, 250, 18, 1 },
	{ ROUND, 0, 0, 0, 0 },
	{ SAMPLE, 9, 299, 6, 1 },
};
static const struct step third_step[] = {
	{ SAMPLE, KERNEL, 300, 7, 0 },
	{ SAMPLE, 7, 310, 8, 0 },
};

static void
write_all(struct told *t, const struct telling *telling,
    const struct step *step, size_t steps)
{
	for (size_t i = 0; i < steps; i++) {
		struct step s = step[i];

		/* Then nothing but samples may come behind samples. */
		if (telling->no_sample_id_all && s.time_ns &&
		    s.what != SAMPLE)
			continue;
		write_step(&t->writer, &s);
	}
}

static void
write_apart(struct told *t, const struct telling *telling)
{
	struct recording_writer *w = &t->writer;

	recording_writer_start(w, &telling->options);
	write_events(w, telling);
	write_all(t, telling, start_step, LENGTH(start_step));
	if (!telling->no_sample_id_all)
		write_filler(w, FILLER, 99);
	write_all(t, telling, first_step, LENGTH(first_step));
	if (!telling->no_sample_id_all)
		write_filler(w, FILLER, 199);
	write_all(t, telling, second_step, LENGTH(second_step));
	if (!telling->no_sample_id_all)
		write_filler(w, FILLER, 299);
	write_all(t, telling, third_step, LENGTH(third_step));
	if (telling->features)
		telling->features(w);
	recording_writer_finish(w);
	told_read(t);
	assert_int_equal(t->timeline.index.flaws, 0);
}

/* Names each record of a slice, but for those of perf itself. */
static char *
name_all(const struct recording *r)
{
	struct records records;
	struct record record;
	size_t len;
	char *text;
	FILE *out = open_memstream(&text, &len);

	records_start(&records, r);
	while (next_held(&records, &record)) {
		const struct event *e = record.type == RECORD_SAMPLE ?
		    events_of_sample(&r->events, &record) : NULL;
		uint32_t pid = e ? event_sample_pid(e, &record) :
				   record_process(&record);

		if (record.type < RECORD_KERNEL_END)
			fprintf(out, "%s%d ", record_type_name(record.type),
			    (int)pid);
	}
	records_end(&records);
	fclose(out);
	return text;
}

static void
check_names(const struct told *t, const struct contents_range *range,
    const char *wanted)
{
	struct sliced s;
	char *got;

	make_slice(&s, t, range);
	got = name_all(&s.recording);
	assert_string_equal(got, wanted);
	free(got);
	sliced_release(&s);
}

static const struct contents_range first_range = { 100, 199, EVENT_NO_CPU };
static const struct contents_range second_range = { 200, 299, EVENT_NO_CPU };
static const struct contents_range no_range = { 160, 198, EVENT_NO_CPU };
static const struct contents_range last_range = { 300, 400, EVENT_NO_CPU };
static const struct contents_range one_cpu = { 0, UINT64_MAX, 1 };
static const struct contents_range of_100 = { 100, 100, EVENT_NO_CPU };
static const struct contents_range all = { 0, UINT64_MAX, EVENT_NO_CPU };

static void
side_band_is_that_of_the_sampled_and_their_ancestors(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(tellings); i++) {
		struct told t;

		/* Compressed, it is not long enough for several extents. */
		if (tellings[i].no_sample_id_all ||
		    tellings[i].options.compress)
			continue;
		write_apart(&t, &tellings[i]);
		check_names(&t, &first_range, "MMAP2-1 COMM7 COMM8 COMM0 "
		    "SAMPLE7 COMM7 KSYMBOL0 SAMPLE8 SAMPLE7 SAMPLE7 COMM7 "
		    "EXIT8 MMAP2-1 ");
		check_names(&t, &second_range, "MMAP2-1 COMM4 FORK5 COMM5 "
		    "FORK9 COMM9 COMM0 MMAP29 KSYMBOL0 SAMPLE9 MMAP24 COMM5 "
		    "MMAP2-1 SAMPLE9 ");
		told_release(&t);
	}
}

/* Of a task that is gone perf knows neither name nor maps. */
static void
a_sample_of_a_task_that_is_gone_needs_no_process(void **state)
{
	static const struct contents_range range = { 300, 300, EVENT_NO_CPU };
	struct sliced s;
	struct told t;
	char *got;

	(void)state;
	write_apart(&t, &tellings[0]);
	make_slice(&s, &t, &range);
	got = name_all(&s.recording);
	assert_null(strstr(got, "COMM21 "));
	assert_null(strstr(got, "MMAP220 "));
	assert_non_null(strstr(got, "SAMPLE0 "));
	assert_null(strstr(got, "SAMPLE7 "));
	free(got);
	sliced_release(&s);
	told_release(&t);
}

static void
where_no_sample_is_there_is_only_side_band(void **state)
{
	static const struct contents_range before = { 1, 99, EVENT_NO_CPU };
	static const struct contents_range after = { 311, UINT64_MAX,
		EVENT_NO_CPU };
	struct told t;

	(void)state;
	write_apart(&t, &tellings[0]);
	check_names(&t, &before, "MMAP2-1 COMM0 KSYMBOL0 MMAP2-1 ");
	check_names(&t, &after, "MMAP2-1 COMM0 KSYMBOL0 MMAP2-1 ");
	told_release(&t);
}

static void
a_slice_has_all_that_its_range_depends_on(void **state)
{
	static const struct contents_range *const range[] = { &first_range,
		&second_range, &no_range, &last_range, &one_cpu, &all };
	static const size_t samples[] = { 4, 2, 0, 2, 3, 8 };
	size_t more = 0;

	(void)state;
	for (size_t i = 0; i < LENGTH(tellings); i++) {
		struct told t;

		write_apart(&t, &tellings[i]);
		for (size_t n = 0; n < LENGTH(range); n++)
			assert_int_equal(
			    check_slice(&t, range[n], &more), samples[n]);
		told_release(&t);
	}
}

/* Both ends of a range are in it. */
static void
a_range_reaches_from_its_start_to_its_end(void **state)
{
	size_t more = 0;
	struct told t;

	(void)state;
	write_apart(&t, &tellings[0]);
	for (uint64_t start = 98; start < 102; start++)
		for (uint64_t end = 148; end < 152; end++) {
			const struct contents_range r = { start, end,
				EVENT_NO_CPU };

			assert_int_equal(check_slice(&t, &r, &more),
			    (start <= 100) + 2 * (end >= 150));
		}
	told_release(&t);
}

/* An order of parents and children that one look backwards does not follow. */
static void
ancestors_are_found_in_any_order(void **state)
{
	enum { CHAIN = 50 };
	const struct contents_range range = { 100, 100, EVENT_NO_CPU };
	struct step step[2 * CHAIN + 2];
	size_t n = 0, more = 0;
	struct sliced s;
	struct told t;
	char *got;

	(void)state;
	/* 50 was forked from 49, and so on, the youngest first. */
	for (uint32_t pid = CHAIN; pid > 0; pid--) {
		step[n++] = (struct step){ FORK, pid, 0, pid + 1, 0 };
		step[n++] = (struct step){ COMM, pid + 1, 0, pid, 0 };
	}
	step[n++] = (struct step){ COMM, 99, 0, 1, 0 };
	step[n++] = (struct step){ SAMPLE, 1, 100, 1, 0 };
	tell(&t, &tellings[0], step, n);
	assert_int_equal(check_slice(&t, &range, &more), 1);
	make_slice(&s, &t, &range);
	got = name_all(&s.recording);
	assert_non_null(strstr(got, "COMM51 "));
	assert_null(strstr(got, "COMM99 "));
	free(got);
	sliced_release(&s);
	told_release(&t);
}

/* What has no CPU may be of any. */
static void
samples_without_a_cpu_are_of_every_cpu(void **state)
{
	const struct contents_range range = { 0, UINT64_MAX, 3 };
	struct sliced s;
	struct told t;

	(void)state;
	recording_writer_start(&t.writer, NULL);
	recording_writer_event(&t.writer, &(struct writer_event){
	    .sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME,
	    .sample_id_all = true, .first_id = 1, .ids = 1 });
	recording_writer_sample(&t.writer, &(struct writer_fields){
	    .id = 1, .time_ns = 100, .pid = 7 });
	recording_writer_finish(&t.writer);
	told_read(&t);
	make_slice(&s, &t, &range);
	assert_int_equal(s.len, t.writer.len);
	assert_memory_equal(s.bytes, t.writer.bytes, s.len);
	sliced_release(&s);
	told_release(&t);
}

static void
a_slice_of_all_is_the_whole(void **state)
{
	static const struct step step[] = {
		{ COMM, 7, 0, 2, 0 },
		{ SAMPLE, 7, 100, 1, 0 },
		{ ROUND, 0, 0, 0, 0 },
		{ SAMPLE, 7, 200, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(tellings); i++) {
		struct sliced s;
		struct told t;

		if (tellings[i].options.compress)
			continue;
		tell(&t, &tellings[i], step, LENGTH(step));
		make_slice(&s, &t, &all);
		assert_int_equal(s.len, t.writer.len);
		assert_memory_equal(s.bytes, t.writer.bytes, s.len);
		sliced_release(&s);
		told_release(&t);
	}
}

/* perf takes a file of no records for one that was not ended. */
static void
a_slice_of_nothing_can_be_read(void **state)
{
	static const struct contents_range before = { 1, 99, EVENT_NO_CPU };
	static const struct step step[] = { { SAMPLE, 7, 100, 1, 0 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(tellings); i++) {
		struct sliced s;
		struct told t;

		tell(&t, &tellings[i], step, LENGTH(step));
		make_slice(&s, &t, &before);
		assert_true(s.recording.part[0].data.len > 0);
		sliced_release(&s);
		told_release(&t);
	}
}

/* In a pipe this is what tracepoints mean. */
static void
what_follows_a_record_follows_it_in_a_slice(void **state)
{
	static const uint32_t size = 13; /* and what pads it to 16 */
	static const unsigned char data[16] = "tracing data!";
	const struct telling pipe = { .options.layout = WRITER_PIPE };
	struct sliced s;
	struct told t;

	(void)state;
	recording_writer_start(&t.writer, &pipe.options);
	write_events(&t.writer, &pipe);
	recording_writer_record(&t.writer, RECORD_HEADER_TRACING_DATA,
	    &(uint64_t){ size }, 8);
	recording_writer_bytes(&t.writer, data, sizeof data);
	write_step(&t.writer, &(struct step){ SAMPLE, 7, 100, 1, 0 });
	recording_writer_finish(&t.writer);
	told_read(&t);
	make_slice(&s, &t, &all);
	assert_int_equal(s.len, t.writer.len);
	assert_memory_equal(s.bytes, t.writer.bytes, s.len);
	sliced_release(&s);
	told_release(&t);
}

static void
the_estimate_is_that_of_extents_that_overlap(void **state)
{
	static const struct {
		uint64_t start_ns, end_ns, bytes;
	} of[] = {
		{ 0, 99, 0 }, { 0, 100, 4 }, { 199, 199, 4 }, { 200, 200, 2 },
		{ 199, 200, 6 }, { 299, 300, 4 }, { 300, 310, 2 },
		{ 311, UINT64_MAX, 0 }, { 0, UINT64_MAX, 8 },
	};
	struct told t;

	(void)state;
	write_apart(&t, &tellings[0]);
	for (size_t i = 0; i < LENGTH(of); i++) {
		const struct contents_range r = { of[i].start_ns, of[i].end_ns,
			EVENT_NO_CPU };

		assert_int_equal(slice_estimate(&t.timeline.index, &r),
		    48 * of[i].bytes);
	}
	told_release(&t);
}

/*
 * perf has of process 9, whose FORK is missing, what it knew of a thread with
 * that number of process 5, and of a process 5 what a thread of 4 was.
 */
static void
a_thread_with_its_number_is_needed(void **state)
{
	struct told t;
	struct writer_fields f = { .id = 1, .pid = 5, .tid = 9 };

	(void)state;
	recording_writer_start(&t.writer, NULL);
	write_events(&t.writer, &(struct telling){ .name = "file" });
	recording_writer_comm(&t.writer, &f, "thread");
	f = (struct writer_fields){ .id = 1, .pid = 4, .tid = 5 };
	recording_writer_mmap2(&t.writer, &f, 0x1000, 0x1000, "/a");
	f = (struct writer_fields){ .id = 1, .pid = 6, .tid = 7 };
	recording_writer_comm(&t.writer, &f, "other");
	write_filler(&t.writer, FILLER, 99);
	write_step(&t.writer, &(struct step){ SAMPLE, 9, 100, 1, 0 });
	recording_writer_finish(&t.writer);
	told_read(&t);
	check_names(&t, &of_100, "COMM5 MMAP24 SAMPLE9 ");
	told_release(&t);
}

/* From then on the side-band of all processes counts. */
static void
where_there_is_doubt_all_are_needed(void **state)
{
	static const struct contents_range of_200 = { 200, 200, EVENT_NO_CPU };
	static const struct step before[] = {
		{ COMM, 7, 10, 2, 0 }, { SAMPLE, 8, 100, 1, 0 } };
	static const struct step after[] = {
		{ EXIT, 21, 160, 1, 0 }, { SAMPLE, 8, 200, 1, 0 } };
	struct told t;

	(void)state;
	recording_writer_start(&t.writer, NULL);
	write_events(&t.writer, &(struct telling){ .name = "file" });
	write_all(&t, &(struct telling){ 0 }, before, LENGTH(before));
	write_all(&t, &(struct telling){ 0 }, after, LENGTH(after));
	recording_writer_finish(&t.writer);
	told_read(&t);
	assert_true(t.timeline.index.everyone_ns == INDEX_NEVER);
	check_names(&t, &of_100, "SAMPLE8 ");
	check_names(&t, &of_200, "SAMPLE8 ");
	t.timeline.index.everyone_ns = 160;
	check_names(&t, &of_100, "SAMPLE8 ");
	check_names(&t, &of_200, "COMM7 EXIT21 SAMPLE8 ");
	told_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    side_band_is_that_of_the_sampled_and_their_ancestors),
		cmocka_unit_test(a_sample_of_a_task_that_is_gone_needs_no_process),
		cmocka_unit_test(where_no_sample_is_there_is_only_side_band),
		cmocka_unit_test(a_slice_has_all_that_its_range_depends_on),
		cmocka_unit_test(a_range_reaches_from_its_start_to_its_end),
		cmocka_unit_test(ancestors_are_found_in_any_order),
		cmocka_unit_test(a_thread_with_its_number_is_needed),
		cmocka_unit_test(where_there_is_doubt_all_are_needed),
		cmocka_unit_test(samples_without_a_cpu_are_of_every_cpu),
		cmocka_unit_test(a_slice_of_all_is_the_whole),
		cmocka_unit_test(a_slice_of_nothing_can_be_read),
		cmocka_unit_test(what_follows_a_record_follows_it_in_a_slice),
		cmocka_unit_test(
		    the_estimate_is_that_of_extents_that_overlap),
	};

	return RUN(tests);
}
