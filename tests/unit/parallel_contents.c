/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads that share a recording of several parts find the same contents as
 * one that reads it from one end to the other.
 */
#include "unit/testing.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "generator/recording_writer.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "scan/scan.h"
#include "scan/timeline.h"
#include "slice/contents.h"
#include "slice/parallel_contents.h"
#include "slice/sample_chain.h"

enum { FRAMES = 1000, SAMPLES = 700, RANGES = 12, CPUS = 3 };

static unsigned
chance(unsigned below)
{
	return (unsigned)random() % below;
}

/* Some 6 MB, with side-band and rounds between samples of several tasks. */
static void
write_random(struct recording_writer *w)
{
	const struct writer_event event = { .name = "cycles",
		.sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME |
		    SAMPLE_CPU | WRITER_SAMPLE_CALLCHAIN,
		.sample_id_all = true };
	uint64_t chain[FRAMES];

	for (int i = 0; i < FRAMES; i++)
		chain[i] = random();
	recording_writer_start(w, NULL);
	recording_writer_event(w, &event);
	for (int i = 0; i < SAMPLES; i++) {
		const struct writer_fields f = {
			.pid = 1 + chance(5), .tid = 1, .ip = chance(4),
			.time_ns = 1000 + 10 * i + chance(10),
			.cpu = chance(CPUS), .chain = chain,
			.chain_len = chance(FRAMES)
		};

		if (chance(4) == 0)
			recording_writer_comm(w, &f, "name");
		recording_writer_sample(w, &f);
		if (chance(6) == 0)
			recording_writer_finished_round(w);
	}
	recording_writer_finish(w);
}

/* Cuts into ranges, some with gaps between, for each CPU or for all. */
static size_t
cut(struct contents_range *range, uint32_t cpus)
{
	size_t count = 0;

	for (uint32_t cpu = 0; cpu < (cpus ? cpus : 1); cpu++) {
		uint64_t at = 1000 + chance(500);

		for (int i = 0; i < RANGES; i++) {
			range[count].start_ns = at;
			at += chance(1200);
			range[count].end_ns = at;
			range[count++].cpu = cpus ? cpu : EVENT_NO_CPU;
			at += 1 + chance(2) * chance(300);
		}
	}
	return count;
}

static void
compare(const struct recording *r, const struct timeline *t, uint32_t cpus)
{
	struct contents_range range[RANGES * CPUS];
	struct digest alone[RANGES * CPUS], shared[RANGES * CPUS];
	size_t count = cut(range, cpus);

	assert_int_equal(contents_of(r,
	    &(struct contents){ range, count, alone, NULL }), 0);
	for (unsigned threads = 1; threads <= 5; threads += 2) {
		assert_int_equal(contents_by_index(r, &t->index, threads,
	    &(struct contents){ range, count, shared, NULL }), 0);
		assert_memory_equal(alone, shared, count * sizeof *alone);
	}
}

static void
test_shared_contents(void **state)
{
	const struct scan_options options = { .threads = 1 };

	(void)state;
	for (unsigned seed = 1; seed <= 12; seed++) {
		struct recording_writer w;
		struct recording r;
		struct timeline t;
		struct parallel_contents s;

		srandom(seed);
		write_random(&w);
		assert_int_equal(
		    recording_from_bytes(&r, "random", w.bytes, w.len), 0);
		assert_int_equal(scan_recording(&t, &r, &options), 0);
		assert_int_equal(t.index.flaws, 0);
		parallel_contents_start(&s, &t.index);
		assert_true(s.count > 2);
		parallel_contents_release(&s);
		compare(&r, &t, 0);
		compare(&r, &t, CPUS);
		timeline_release(&t);
		recording_close(&r);
		recording_writer_release(&w);
	}
}

/* However a chain is broken, it is the same put together again. */
static void
test_broken_chain(void **state)
{
	static const uint64_t round[] = { 1, 1, 2, 2, 2, 5, 6, 6 };
	unsigned char bytes[LENGTH(round)];
	struct record record = { .bytes = bytes };

	(void)state;
	for (size_t at = 1; at < LENGTH(round); at++) {
		struct sample_chain whole = { 0 }, part[2] = { { 0 } };

		for (size_t i = 0; i < LENGTH(round); i++) {
			bytes[i] = 3 * i;
			record.size = i + 1;
			sample_chain_add(&whole, &record, round[i], i);
			sample_chain_add(&part[i >= at], &record, round[i], i);
		}
		sample_chain_append(&part[0], &part[1]);
		assert_memory_equal(
		    &part[0].value, &whole.value, sizeof whole.value);
		assert_int_equal(part[0].count, whole.count);
		assert_int_equal(part[0].last_round, whole.last_round);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shared_contents),
		cmocka_unit_test(test_broken_chain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
