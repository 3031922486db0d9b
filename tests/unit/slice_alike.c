/* SPDX-License-Identifier: GPL-2.0-only */
/* Slices in which one sample stands for all that are alike. */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>

#include "unit/sliced.h"

enum { ALIKE_TYPE = SAMPLE_IDENTIFIER | SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME |
	SAMPLE_CPU | SAMPLE_PERIOD | SAMPLE_CALLCHAIN };

static const struct contents_range all = { 0, UINT64_MAX, EVENT_NO_CPU };

/* What may be between samples. */
enum between { NOTHING, NAME, MAPS, THREAD, BIRTH, DEATH, OF_KERNEL, OF_OTHERS,
	OF_NOBODY };

/* A sample, or what is between samples where its period is 0. */
struct moment {
	uint64_t time_ns, period;
	enum between between;
	uint32_t cpu, tid;
	uint64_t ip, frame;
	uint64_t id;
};

static void
write_sample(struct recording_writer *w, const struct moment *m)
{
	const uint64_t chain[] = { WRITER_CONTEXT_USER, m->ip, m->frame };

	recording_writer_sample(w, &(struct writer_fields){
	    .event = m->id > 1, .id = m->id ? m->id : 1, .pid = 7,
	    .tid = m->tid ? m->tid : 7, .time_ns = m->time_ns, .cpu = m->cpu,
	    .ip = m->ip, .period = m->period == UINT64_MAX ? 0 : m->period,
	    .chain = chain, .chain_len = LENGTH(chain) });
}

static void
write_between(struct recording_writer *w, const struct moment *m)
{
	struct writer_fields f = { .id = 1, .pid = 7, .tid = 7,
		.time_ns = m->time_ns };

	switch (m->between) {
	case NOTHING:
		break;
	case NAME:
		recording_writer_comm(w, &f, "other");
		break;
	case MAPS:
		recording_writer_mmap2(w, &f, 0x1000, 4096, "file");
		break;
	case THREAD:
		f.tid = 8;
		recording_writer_comm(w, &f, "thread");
		break;
	case BIRTH:
		recording_writer_fork(w, &f, 3);
		break;
	case DEATH:
		recording_writer_exit(w, &f, 3);
		break;
	case OF_KERNEL:
		f.pid = f.tid = KERNEL;
		recording_writer_mmap2(w, &f, 0x1000, 4096, "module");
		break;
	case OF_OTHERS:
		f.pid = f.tid = 9;
		recording_writer_comm(w, &f, "others");
		break;
	case OF_NOBODY:
		recording_writer_finished_round(w);
		break;
	}
}

static void
tell_moments(struct told *t, const struct writer_options *options,
    uint64_t sample_type, const struct moment *m, size_t count)
{
	struct writer_event event = { .type = WRITER_TYPE_SOFTWARE,
		.sample_type = sample_type, .sample_id_all = true,
		.first_id = 1, .ids = 1 };

	recording_writer_start(&t->writer, options);
	recording_writer_event(&t->writer, &event);
	event.first_id = 2;
	recording_writer_event(&t->writer, &event);
	for (size_t i = 0; i < count; i++)
		if (m[i].period)
			write_sample(&t->writer, &m[i]);
		else
			write_between(&t->writer, &m[i]);
	recording_writer_finish(&t->writer);
	told_read(t);
}

/* Lists time and period of all samples in a slice of what is told. */
static char *
list_counted(const struct told *t, const struct contents_range *range)
{
	const struct slice_options options = { range, UINT64_MAX, true };
	struct records records;
	struct recording r;
	struct record record;
	int fd = memory_file();
	char name[32], *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_int_equal(slice_write(&t->recording, &t->timeline.index,
	    &options, fd), 0);
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	assert_int_equal(recording_open(&r, name), 0);
	records_start(&records, &r);
	while (next_held(&records, &record)) {
		const struct event *e = r.events.event;
		uint64_t time_ns, period;
		uint32_t cpu;

		if (record.type != RECORD_SAMPLE)
			continue;
		assert_int_equal(
		    event_sample_when(e, &record, &time_ns, &cpu), 0);
		period = format_u64(record.bytes + e->layout.sample_period,
		    record.swapped);
		fprintf(out, "%lu:%lu ", (unsigned long)time_ns,
		    (unsigned long)period);
	}
	records_end(&records);
	recording_close(&r);
	close(fd);
	fclose(out);
	return text;
}

static void
check_counted(const struct moment *m, size_t count, uint64_t sample_type,
    const struct contents_range *range, const char *wanted)
{
	static const struct writer_options ways[] = { { 0 }, { .swap = true },
		{ .layout = WRITER_PIPE }, { .compress = 200 } };

	for (size_t i = 0; i < LENGTH(ways); i++) {
		struct told t;
		char *got;

		tell_moments(&t, &ways[i], sample_type, m, count);
		got = list_counted(&t, range);
		assert_string_equal(got, wanted);
		free(got);
		told_release(&t);
	}
}

#define CHECK(moments, wanted) \
	check_counted(moments, LENGTH(moments), ALIKE_TYPE, &all, wanted)

static void
one_sample_stands_for_others_of_other_times_and_cpus(void **state)
{
	static const struct moment m[] = {
		{ .time_ns = 100, .period = 5, .ip = 1, .frame = 2 },
		{ .time_ns = 101, .period = 6, .ip = 1, .frame = 2, .cpu = 1 },
		{ .time_ns = 102, .period = 7, .ip = 1, .frame = 2 },
	};

	(void)state;
	CHECK(m, "100:18 ");
}

static void
other_stacks_threads_and_events_count_for_themselves(void **state)
{
	static const struct moment m[] = {
		{ .time_ns = 100, .period = 1, .ip = 1, .frame = 2 },
		{ .time_ns = 101, .period = 2, .ip = 2, .frame = 2 },
		{ .time_ns = 102, .period = 4, .ip = 1, .frame = 3 },
		{ .time_ns = 103, .period = 8, .ip = 1, .frame = 2, .tid = 8 },
		{ .time_ns = 104, .period = 16, .ip = 1, .frame = 2, .id = 2 },
		{ .time_ns = 105, .period = 32, .ip = 1, .frame = 2 },
	};

	(void)state;
	CHECK(m, "100:33 101:2 102:4 103:8 104:16 ");
}

/* As folded stacks count it. */
static void
a_period_of_0_is_added_as_1(void **state)
{
	static const struct moment m[] = {
		{ .time_ns = 100, .period = 5, .ip = 1 },
		{ .time_ns = 101, .period = UINT64_MAX, .ip = 1 },
		{ .time_ns = 102, .period = UINT64_MAX, .ip = 2 },
		{ .time_ns = 103, .period = UINT64_MAX, .ip = 3 },
		{ .time_ns = 104, .period = UINT64_MAX, .ip = 3 },
	};

	(void)state;
	CHECK(m, "100:6 102:0 103:2 ");
}

static void
a_sum_that_has_no_room_goes_on_in_another_sample(void **state)
{
	static const struct moment m[] = {
		{ .time_ns = 100, .period = UINT64_MAX - 8, .ip = 1 },
		{ .time_ns = 101, .period = 7, .ip = 1 },
		{ .time_ns = 102, .period = 7, .ip = 1 },
		{ .time_ns = 103, .period = 7, .ip = 1 },
	};

	(void)state;
	CHECK(m, "100:18446744073709551614 102:14 ");
}

static void
what_changes_names_or_maps_is_between_them(void **state)
{
	static const enum between changes[] = { NAME, MAPS, BIRTH, DEATH,
		OF_KERNEL };

	(void)state;
	for (size_t i = 0; i < LENGTH(changes); i++) {
		const struct moment m[] = {
			{ .time_ns = 100, .period = 1, .ip = 1 },
			{ .time_ns = 101, .period = 2, .ip = 1 },
			{ .time_ns = 102, .between = changes[i] },
			{ .time_ns = 103, .period = 4, .ip = 1 },
			{ .time_ns = 104, .period = 8, .ip = 1 },
		};

		CHECK(m, "100:3 103:12 ");
	}
}

/* Samples on several CPUs may lie in the file behind what comes later. */
static void
times_and_not_places_say_what_is_between_them(void **state)
{
	static const struct moment m[] = {
		{ .time_ns = 100, .period = 1, .ip = 1 },
		{ .time_ns = 103, .period = 2, .ip = 1 },
		{ .time_ns = 102, .between = NAME },
		{ .time_ns = 101, .period = 4, .ip = 1 },
		{ .time_ns = 104, .period = 8, .ip = 1 },
	};

	(void)state;
	CHECK(m, "100:5 103:10 ");
}

static void
others_are_not_between_them(void **state)
{
	static const enum between others[] = { OF_OTHERS, OF_NOBODY };

	(void)state;
	for (size_t i = 0; i < LENGTH(others); i++) {
		const struct moment m[] = {
			{ .time_ns = 100, .period = 1, .ip = 1 },
			{ .time_ns = 102, .between = others[i] },
			{ .time_ns = 103, .period = 4, .ip = 1 },
		};

		CHECK(m, "100:5 ");
	}
}

/* Which of both comes first for perf depends on where they are. */
static void
a_sample_at_the_time_of_a_change_stands_for_itself(void **state)
{
	static const struct moment m[] = {
		{ .time_ns = 100, .period = 1, .ip = 1 },
		{ .time_ns = 102, .period = 2, .ip = 1 },
		{ .time_ns = 102, .between = NAME },
		{ .time_ns = 102, .period = 4, .ip = 1 },
		{ .time_ns = 103, .period = 8, .ip = 1 },
		{ .time_ns = 104, .period = 16, .ip = 1 },
	};

	(void)state;
	CHECK(m, "100:1 102:2 102:4 103:24 ");
}

/* perf tells tasks apart by the number of the thread alone. */
static void
a_thread_has_changes_of_its_own(void **state)
{
	static const struct moment m[] = {
		{ .time_ns = 100, .period = 1, .ip = 1, .tid = 8 },
		{ .time_ns = 102, .between = THREAD },
		{ .time_ns = 103, .period = 4, .ip = 1, .tid = 8 },
	};

	(void)state;
	CHECK(m, "100:1 103:4 ");
}

static void
a_range_has_its_own_sum(void **state)
{
	static const struct contents_range range = { 101, 102, EVENT_NO_CPU };
	static const struct contents_range one_cpu = { 100, 103, 1 };
	static const struct moment m[] = {
		{ .time_ns = 100, .period = 1, .ip = 1 },
		{ .time_ns = 101, .period = 2, .ip = 1, .cpu = 1 },
		{ .time_ns = 102, .period = 4, .ip = 1 },
		{ .time_ns = 103, .period = 8, .ip = 1, .cpu = 1 },
	};

	(void)state;
	check_counted(m, LENGTH(m), ALIKE_TYPE, &range, "101:6 ");
	check_counted(m, LENGTH(m), ALIKE_TYPE, &one_cpu, "101:10 ");
}

/* In perf's text their times look like a part of the name. */
static void
samples_of_tasks_that_are_gone_stand_for_themselves(void **state)
{
	static const struct moment m[] = {
		{ .time_ns = 100, .period = 1, .ip = 1, .tid = UINT32_MAX },
		{ .time_ns = 101, .period = 2, .ip = 1, .tid = UINT32_MAX },
	};

	(void)state;
	CHECK(m, "100:1 101:2 ");
}

static void
samples_without_a_period_are_all_there(void **state)
{
	static const struct moment m[] = {
		{ .time_ns = 100, .period = 1, .ip = 1 },
		{ .time_ns = 101, .period = 1, .ip = 1 },
	};
	struct told t;
	size_t more;

	(void)state;
	tell_moments(&t, NULL, ALIKE_TYPE & ~SAMPLE_PERIOD, m, LENGTH(m));
	assert_int_equal(check_slice(&t, &all, &more), 2);
	told_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    one_sample_stands_for_others_of_other_times_and_cpus),
		cmocka_unit_test(
		    other_stacks_threads_and_events_count_for_themselves),
		cmocka_unit_test(a_period_of_0_is_added_as_1),
		cmocka_unit_test(
		    a_sum_that_has_no_room_goes_on_in_another_sample),
		cmocka_unit_test(what_changes_names_or_maps_is_between_them),
		cmocka_unit_test(times_and_not_places_say_what_is_between_them),
		cmocka_unit_test(others_are_not_between_them),
		cmocka_unit_test(
		    a_sample_at_the_time_of_a_change_stands_for_itself),
		cmocka_unit_test(a_thread_has_changes_of_its_own),
		cmocka_unit_test(a_range_has_its_own_sum),
		cmocka_unit_test(
		    samples_of_tasks_that_are_gone_stand_for_themselves),
		cmocka_unit_test(samples_without_a_period_are_all_there),
	};

	return RUN(tests);
}
