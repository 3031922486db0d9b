/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the records of a time lie, and which recordings have no slices. */
#include "unit/testing.h"

#include <stdlib.h>

#include "unit/random.h"
#include "unit/told.h"

/* An extent ends with the record that makes it so long. */
enum { EXTENT_BYTES = 4096, RECORD_MAX = 65535 };

static const struct telling file = { .name = "file" };
static const struct telling swapped = {
	.name = "swapped", .options = { .swap = true }
};

/* Starts a recording of one event; told_read() opens it once it is finished. */
static void
start(struct told *t, const struct telling *telling)
{
	recording_writer_start(&t->writer, &telling->options);
	write_events(&t->writer, telling);
}

static void
add_sample(struct told *t, uint32_t pid, uint64_t time_ns)
{
	write_step(&t->writer, &(struct step){ SAMPLE, pid, time_ns, 1, 0 });
}

static void
finish(struct told *t)
{
	recording_writer_finish(&t->writer);
	told_read(t);
}

/* What an extent has by its records. */
struct held {
	uint64_t first_ns, last_ns, bytes;
};

static struct held
look_into(const struct told *t, size_t number)
{
	const struct index *ix = &t->timeline.index;
	const struct index_extent *s = &ix->extent[number];
	uint64_t end = number + 1 < ix->extents ? s[1].offset : UINT64_MAX;
	struct held held = { .first_ns = UINT64_MAX };
	struct records records;
	struct record record;
	uint64_t time_ns;
	uint32_t cpu;

	records_start(&records, &t->recording);
	records_seek(&records, s->offset);
	while (records.offset < end && records_next(&records, &record) > 0) {
		const struct event *event = t->recording.events.event;

		if (record.type != RECORD_SAMPLE)
			continue;
		assert_int_equal(
		    event_sample_when(event, &record, &time_ns, &cpu), 0);
		held.bytes += record.size;
		if (time_ns < held.first_ns)
			held.first_ns = time_ns;
		if (time_ns > held.last_ns)
			held.last_ns = time_ns;
	}
	records_end(&records);
	return held;
}

static void
extents_have_the_times_and_bytes_of_their_samples(void **state)
{
	uint64_t seed = 7;
	struct index *ix;
	struct told t;

	(void)state;
	start(&t, &file);
	for (uint64_t i = 1; i <= 9000; i++)
		add_sample(&t, 7, 1000 * i + random_below(&seed, 90000));
	finish(&t);
	ix = &t.timeline.index;
	assert_int_equal(ix->extent[0].offset,
	    t.recording.part[0].data.offset);
	assert_in_range(ix->extents, 80, 120);
	for (size_t i = 0; i < ix->extents; i++) {
		const struct index_extent *s = &ix->extent[i];
		struct held held = look_into(&t, i);

		assert_int_equal(s->first_ns, held.first_ns);
		assert_int_equal(s->last_ns, held.last_ns);
		assert_int_equal(s->bytes, held.bytes);
		if (i + 1 < ix->extents)
			assert_in_range(s[1].offset - s->offset, EXTENT_BYTES,
			    EXTENT_BYTES + RECORD_MAX);
	}
	told_release(&t);
}

/* Says whether an extent names a process; how often if it is given. */
static size_t
times_named(const struct index *ix, size_t extent, uint32_t pid)
{
	size_t end = extent + 1 < ix->extents ?
	    ix->extent[extent + 1].pids : ix->pids;
	size_t times = 0;

	for (size_t i = ix->extent[extent].pids; i < end; i++)
		times += ix->pid[i] == pid;
	return times;
}

static void
extents_name_the_processes_of_their_samples(void **state)
{
	struct index *ix;
	struct told t;

	(void)state;
	start(&t, &file);
	add_sample(&t, 0, 90); /* as whatever nobody has filled in */
	for (int i = 0; i < 20; i++)
		add_sample(&t, 7, 100);
	write_filler(&t.writer, 99, 150);
	for (int i = 0; i < 20; i++)
		add_sample(&t, i % 2 ? 5 : 5 + 1024, 200);
	write_filler(&t.writer, 99, 250);
	add_sample(&t, 7, 300);
	add_sample(&t, KERNEL, 300);
	for (uint32_t pid = 5000; pid < 7000; pid++)
		add_sample(&t, pid, 300);
	finish(&t);
	ix = &t.timeline.index;
	assert_int_equal(times_named(ix, 0, 0), 1);
	assert_int_equal(times_named(ix, 0, 7), 1);
	assert_int_equal(times_named(ix, 0, 5), 0);
	for (size_t i = 0; i < ix->extents; i++) {
		const struct index_extent *s = &ix->extent[i];

		/* Who has no samples is not named. */
		assert_int_equal(times_named(ix, i, 99), 0);
		if (s->first_ns == 200) {
			assert_true(times_named(ix, i, 5) > 0);
			assert_true(times_named(ix, i, 1029) > 0);
			assert_int_equal(times_named(ix, i, 7), 0);
		}
		if (s->last_ns == 0)
			assert_int_equal(s[1].pids, s->pids);
	}
	for (uint32_t pid = 5000; pid < 7000; pid++) {
		size_t times = 0;

		for (size_t i = 0; i < ix->extents; i++)
			times += times_named(ix, i, pid);
		assert_int_equal(times, 1);
	}
	told_release(&t);
}

static void
every_other_record_is_there(void **state)
{
	static const struct step step[] = {
		{ MMAP, KERNEL, 0, 1, 0 },
		{ COMM, 7, 0, 2, 0 },
		{ SAMPLE, 7, 100, 1, 0 },
		{ FORK, 8, 110, 7, 0 },
		{ KSYMBOL, 7, 120, 1, 0 },
		{ EXIT, 8, 130, 7, 0 },
		{ ROUND, 0, 0, 0, 0 },
		{ SAMPLE, 7, 200, 1, 0 },
		{ ROUND, 0, 0, 0, 0 },
		{ ROUND, 0, 0, 0, 0 },
		{ MMAP, 7, 210, 3, 0 },
	};
	static const struct index_other other[] = {
		{ .pid = KERNEL, .when_ns = 0, .parent = INDEX_NO_PARENT },
		{ .pid = 7, .when_ns = 0, .parent = INDEX_NO_PARENT },
		{ .pid = 8, .when_ns = 110, .parent = 7 },
		{ .pid = 0, .when_ns = 120, .parent = INDEX_NO_PARENT },
		{ .pid = 8, .when_ns = 130, .parent = INDEX_NO_PARENT },
		{ .pid = 0, .when_ns = 0, .parent = INDEX_NO_PARENT },
		{ .pid = 0, .when_ns = 0, .parent = INDEX_NO_PARENT },
		{ .pid = 0, .when_ns = 130, .parent = INDEX_NO_PARENT },
		{ .pid = 7, .when_ns = 210, .parent = INDEX_NO_PARENT },
	};

	(void)state;
	for (int way = 0; way < 2; way++) {
		struct records records;
		struct record record;
		struct index *ix;
		struct told t;
		size_t n = 0;

		tell(&t, way ? &swapped : &file, step, LENGTH(step));
		ix = &t.timeline.index;
		assert_int_equal(ix->others, LENGTH(other));
		records_start(&records, &t.recording);
		while (records_next(&records, &record) > 0) {
			if (record.type == RECORD_SAMPLE)
				continue;
			assert_int_equal(ix->other[n].offset, record.offset);
			assert_int_equal(ix->other[n].pid, other[n].pid);
			assert_int_equal(
			    ix->other[n].when_ns, other[n].when_ns);
			assert_int_equal(ix->other[n].parent, other[n].parent);
			n++;
		}
		records_end(&records);
		assert_int_equal(ix->flaws, 0);
		assert_false(ix->inflated);
		told_release(&t);
	}
}

/* Returns how many records are no samples, and hold none. */
static uint64_t
plain_others(const struct timeline *t)
{
	uint64_t count = 0;

	for (uint32_t type = 0; type <= RECORD_TYPES; type++)
		if (type != RECORD_SAMPLE && type != RECORD_COMPRESSED &&
		    type != RECORD_COMPRESSED2)
			count += t->records[type];
	return count;
}

static void
what_was_compressed_is_noted(void **state)
{
	static const struct telling compressed[] = {
		{ .options = { .compress = 200 } },
		{ .options = { .compress = 200, .compressed2 = true } },
		{ .options = { .compress = 200, .layout = WRITER_PIPE } },
	};
	static const struct step step[] = {
		{ COMM, 7, 0, 2, 0 },
		{ SAMPLE, 7, 100, 1, 0 },
		{ SAMPLE, 8, 200, 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(compressed); i++) {
		struct index *ix;
		struct told t;

		tell(&t, &compressed[i], step, LENGTH(step));
		ix = &t.timeline.index;
		assert_true(ix->inflated);
		assert_int_equal(ix->flaws,
		    compressed[i].options.compressed2 ? INDEX_LAYOUT : 0);
		assert_int_equal(times_named(ix, 0, 8), 1);
		assert_int_equal(ix->extent[0].last_ns, 200);
		/* What holds records is none itself. */
		assert_int_equal(ix->others, plain_others(&t.timeline));
		told_release(&t);
	}
}

/* Extents of what is compressed end by what it is inflated to. */
static void
compressed_extents_have_no_more_samples(void **state)
{
	const struct telling compressed = { .options.compress = 32768 };
	struct index *ix;
	struct told t;

	(void)state;
	start(&t, &compressed);
	for (uint64_t i = 1; i <= 5000; i++)
		add_sample(&t, 7, 1000 * i);
	finish(&t);
	ix = &t.timeline.index;
	assert_true(t.writer.len < 65536);
	assert_in_range(ix->extents, 40, 80);
	for (size_t i = 0; i + 1 < ix->extents; i++) {
		assert_in_range(ix->extent[i].bytes, EXTENT_BYTES,
		    EXTENT_BYTES + RECORD_MAX);
		assert_true(
		    ix->extent[i].last_ns < ix->extent[i + 1].first_ns);
	}
	told_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    extents_have_the_times_and_bytes_of_their_samples),
		cmocka_unit_test(
		    extents_name_the_processes_of_their_samples),
		cmocka_unit_test(every_other_record_is_there),
		cmocka_unit_test(what_was_compressed_is_noted),
		cmocka_unit_test(compressed_extents_have_no_more_samples),
	};

	return RUN(tests);
}
