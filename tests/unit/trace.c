/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/records.h"
#include "scan/trace.h"
#include "unit/random.h"

#define PAIR "\x02\x82"
#define PSB PAIR PAIR PAIR PAIR PAIR PAIR PAIR PAIR

enum { PSB_LEN = 16, PSB_PLUS_LEN = PSB_LEN + 7 + 8 + 2 };

/* Appends a PSB+ that gives a sample at a TSC of two bytes. */
static size_t
put_psb_plus(unsigned char *p, unsigned tsc)
{
	memcpy(p, PSB "\x7d\x10\x20\x30\x40\x50\x60\x19\0\0\0\0\0\0\0\x02\x23",
	    PSB_PLUS_LEN);
	p[PSB_LEN + 8] = tsc & 0xff;
	p[PSB_LEN + 9] = tsc >> 8;
	return PSB_PLUS_LEN;
}

/* Of which a TSC of 56 bits is taken to be the nearest one. */
#define REFERENCE (UINT64_C(5) << 56)

/* Records as they lie in a file, one behind the other. */
struct file {
	unsigned char bytes[1 << 17];
	size_t len;
};

/* Appends an AUXTRACE with its trace and has it taken in. */
static void
add_chunk(struct trace *t, struct file *f, uint32_t queue, uint32_t cpu,
    const unsigned char *trace, size_t len)
{
	const uint64_t reference = REFERENCE;
	unsigned char *head = f->bytes + f->len;
	const struct record record = {
		.bytes = head, .size = AUXTRACE_LEN, .after = len
	};

	assert_true(f->len + AUXTRACE_LEN + len <= sizeof f->bytes);
	memset(head, 0, AUXTRACE_LEN);
	memcpy(head + AUXTRACE_REFERENCE, &reference, 8);
	memcpy(head + AUXTRACE_INDEX, &queue, 4);
	memcpy(head + AUXTRACE_CPU, &cpu, 4);
	memcpy(head + AUXTRACE_LEN, trace, len);
	f->len += AUXTRACE_LEN + len;
	trace_add_chunk(t, &record);
}

/* Adds a chunk with PSB+ of these TSCs, up to a 0. */
static void
add_psbs(struct trace *t, struct file *f, uint32_t queue, uint32_t cpu,
    const unsigned *tsc)
{
	unsigned char trace[1024];
	size_t len = 0;

	while (*tsc)
		len += put_psb_plus(trace + len, *tsc++);
	add_chunk(t, f, queue, cpu, trace, len);
}
#define TSCS(...) ((const unsigned[]){ __VA_ARGS__, 0 })

/* Starts a trace whose TSCs, without the upper bits, are nanoseconds. */
static struct file *
start(struct trace *t, bool snapshot)
{
	struct file *f = malloc(sizeof *f);

	assert_non_null(f);
	f->len = 0;
	*t = (struct trace){
		.info = { .time_mult = 1, .time_zero = -REFERENCE,
		    .snapshot = snapshot }
	};
	return f;
}

/* Compares all points, and releases them with the file. */
static void
assert_points(struct trace *t, struct file *f,
    const struct trace_point *point, size_t points)
{
	assert_int_equal(t->points, points);
	for (size_t i = 0; i < points; i++) {
		assert_int_equal(t->point[i].time_ns, point[i].time_ns);
		assert_int_equal(t->point[i].cpu, point[i].cpu);
	}
	assert_null(t->chunk);
	assert_int_equal(t->chunks, 0);
	trace_release(t);
	assert_null(t->point);
	free(f);
}
#define POINTS(...) \
	(const struct trace_point[]){ __VA_ARGS__ }, \
	    LENGTH(((const struct trace_point[]){ __VA_ARGS__ }))

static void
nothing_has_no_points(void **state)
{
	struct trace t;

	(void)state;
	for (unsigned threads = 0; threads < 3; threads++) {
		struct file *f = start(&t, false);

		trace_find_points(&t, threads);
		assert_points(&t, f, NULL, 0);
	}
}

static void
points_of_all_queues_and_samples_are_sorted_by_time(void **state)
{
	struct trace t;
	struct file *f = start(&t, false);

	(void)state;
	trace_add_point(&t, 35, 3);
	add_psbs(&t, f, 1, 7, TSCS(20, 40));
	add_psbs(&t, f, 0, 5, TSCS(10, 40));
	trace_add_point(&t, 5, EVENT_NO_CPU);
	add_psbs(&t, f, 1, 7, TSCS(60));
	add_psbs(&t, f, 2, EVENT_NO_CPU, TSCS(40));
	add_psbs(&t, f, 0, 5, TSCS(50));
	trace_add_point(&t, 60, 0);
	trace_find_points(&t, 2);
	assert_points(&t, f, POINTS({ 5, EVENT_NO_CPU }, { 10, 5 }, { 20, 7 },
	    { 35, 3 }, { 40, 5 }, { 40, 7 }, { 40, EVENT_NO_CPU }, { 50, 5 },
	    { 60, 0 }, { 60, 7 }));
}

static void
time_goes_on_in_a_queue_and_not_into_the_next(void **state)
{
	struct trace t;
	struct file *f = start(&t, false);

	(void)state;
	add_psbs(&t, f, 4, 1, TSCS(90));
	add_psbs(&t, f, 9, 2, TSCS(20));
	add_psbs(&t, f, 4, 1, TSCS(30)); /* back in time: 90 again */
	add_psbs(&t, f, 9, 2, TSCS(25));
	trace_find_points(&t, 1);
	assert_points(&t, f,
	    POINTS({ 20, 2 }, { 25, 2 }, { 90, 1 }, { 90, 1 }));
}

static void
a_psb_may_be_cut_with_other_queues_between(void **state)
{
	unsigned char trace[PSB_PLUS_LEN];

	(void)state;
	put_psb_plus(trace, 40);
	for (size_t at = 1; at <= PSB_LEN; at++) {
		struct trace t;
		struct file *f = start(&t, false);

		add_chunk(&t, f, 1, 1, trace, at);
		add_psbs(&t, f, 0, 0, TSCS(20));
		add_psbs(&t, f, 2, 2, TSCS(30));
		add_chunk(&t, f, 1, 1, trace + at, sizeof trace - at);
		trace_find_points(&t, 1);
		assert_points(
		    &t, f, POINTS({ 20, 0 }, { 30, 2 }, { 40, 1 }));
	}
}

static void
what_ends_a_queue_does_not_go_on_in_the_next(void **state)
{
	unsigned char trace[PSB_PLUS_LEN];

	(void)state;
	put_psb_plus(trace, 40);
	for (size_t at = 1; at < PSB_PLUS_LEN; at++) {
		struct trace t;
		struct file *f = start(&t, false);

		add_chunk(&t, f, 1, 1, trace, at);
		add_chunk(&t, f, 2, 1, trace + at, sizeof trace - at);
		trace_find_points(&t, 1);
		assert_points(&t, f, NULL, 0);
	}
}

static void
snapshots_stand_alone_and_do_not_repeat(void **state)
{
	unsigned char trace[PSB_PLUS_LEN];
	struct trace t;
	struct file *f = start(&t, true);

	(void)state;
	put_psb_plus(trace, 40);
	add_psbs(&t, f, 1, 1, TSCS(10, 20));
	add_psbs(&t, f, 2, 2, TSCS(20, 30));
	add_psbs(&t, f, 1, 1, TSCS(20, 30));
	add_chunk(&t, f, 2, 2, trace, 5);
	add_chunk(&t, f, 2, 2, trace + 5, sizeof trace - 5);
	trace_find_points(&t, 2);
	assert_points(&t, f, POINTS({ 10, 1 }, { 20, 1 }, { 20, 2 },
	    { 30, 1 }, { 30, 2 }));
}

static void
an_auxtrace_without_trace_or_too_short_is_left_out(void **state)
{
	struct trace t;
	struct file *f = start(&t, false);
	unsigned char *head = f->bytes;
	struct record record = { .bytes = head, .after = PSB_PLUS_LEN };

	(void)state;
	memset(head, 0, AUXTRACE_LEN);
	put_psb_plus(head + AUXTRACE_LEN, 40);
	for (record.size = RECORD_HEADER_LEN; record.size < AUXTRACE_LEN;
	     record.size++)
		trace_add_chunk(&t, &record);
	record.after = 0;
	trace_add_chunk(&t, &record);
	assert_int_equal(t.chunks, 0);
	record.after = PSB_PLUS_LEN;
	trace_add_chunk(&t, &record);
	assert_int_equal(t.chunks, 1);
	t.info.time_zero = 0; /* nor is there a reference */
	trace_find_points(&t, 1);
	assert_points(&t, f, POINTS({ 40, 0 }));
}

/* An AUXTRACE_INFO in 64-bit words, from its header on, and its event. */
enum { WORD_TYPE = 1, WORD_PMU, WORD_SHIFT, WORD_MULT, WORD_ZERO,
	WORD_HAS_ZERO, WORD_TSC, WORD_SNAPSHOT = 10, WORDS };

/* Takes in an INFO with a multiplier and a trace; finds the points. */
static void
find_with_info(struct trace *t, struct file *f, uint64_t mult, bool swapped)
{
	const uint64_t info[WORDS] = {
		[WORD_TYPE] = AUXTRACE_INTEL_PT, [WORD_PMU] = 8,
		[WORD_MULT] = mult, [WORD_ZERO] = 1000 - 3 * REFERENCE,
		[WORD_HAS_ZERO] = 1,
		[WORD_TSC] = 0x400,
	};
	const struct record record = {
		.bytes = (const unsigned char *)info,
		.size = sizeof info,
		.swapped = swapped,
	};
	struct event event = {
		.type = 8, .config = 0x400, .sample_type = SAMPLE_TIME
	};
	const struct events events = { .event = &event, .count = 1 };

	trace_add_info(t, &events, &record);
	trace_add_point(t, 2000, 1);
	add_psbs(t, f, 0, 3, TSCS(40));
	trace_add_point(t, 500, 2);
	trace_find_points(t, 2);
}

static void
an_info_says_what_a_tsc_is(void **state)
{
	struct trace t;
	struct file *f = start(&t, false);

	(void)state;
	find_with_info(&t, f, 3, false);
	assert_null(t.unusable);
	assert_points(&t, f, POINTS({ 500, 2 }, { 1120, 3 }, { 2000, 1 }));
}

/* Has a sample taken in that ends with a PSB+ at each of these TSCs. */
static void
add_sample(struct trace *t, uint32_t cpu, const unsigned *tsc)
{
	unsigned char bytes[1024] = "some fields";
	size_t len = 13;

	while (*tsc)
		len += put_psb_plus(bytes + len, *tsc++);
	const struct record record = { .bytes = bytes, .size = len };

	trace_add_sample(t, &record, 60000, cpu);
}

static void
samples_give_the_psbs_that_none_of_the_cpu_had_before(void **state)
{
	struct trace t;
	struct file *f = start(&t, true);

	(void)state;
	add_sample(&t, 0, TSCS(10, 20));
	add_sample(&t, 2, TSCS(15));
	add_sample(&t, 0, TSCS(20, 30));
	add_sample(&t, 2, TSCS(0));
	add_sample(&t, 2, TSCS(16));
	add_sample(&t, EVENT_NO_CPU, TSCS(17));
	trace_find_points(&t, 1);
	assert_points(&t, f, POINTS({ 10, 0 }, { 15, 2 }, { 16, 2 }, { 20, 0 },
	    { 30, 0 }));
	f = start(&t, true);
	t.unusable = "for a reason";
	add_sample(&t, 0, TSCS(10));
	assert_points(&t, f, NULL, 0);
}

static void
where_the_info_is_unusable_only_samples_give_points(void **state)
{
	struct trace t;
	struct file *f = start(&t, false);

	(void)state;
	find_with_info(&t, f, 0, false);
	assert_non_null(strstr(t.unusable, "the time of a TSC"));
	assert_points(&t, f, POINTS({ 500, 2 }, { 2000, 1 }));
	f = start(&t, false);
	find_with_info(&t, f, 3, true);
	assert_non_null(strstr(t.unusable, "the other byte order"));
	assert_points(&t, f, POINTS({ 500, 2 }, { 2000, 1 }));
}

static void
points_are_found_by_their_time(void **state)
{
	static const struct {
		uint64_t time_ns;
		size_t number;
	} c[] = {
		{ 0, 0 }, { 10, 0 }, { 11, 1 }, { 19, 1 }, { 20, 1 }, { 21, 4 },
		{ 30, 4 }, { 31, 5 }, { UINT64_MAX, 5 },
	};
	static const uint64_t time_ns[] = { 20, 30, 20, 10, 20 };
	const struct trace none = { 0 };
	struct trace t = { 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(time_ns); i++)
		trace_add_point(&t, time_ns[i], i);
	trace_find_points(&t, 1);
	for (size_t i = 0; i < LENGTH(c); i++) {
		assert_int_equal(
		    trace_point_from(&t, c[i].time_ns), c[i].number);
		assert_int_equal(trace_point_from(&none, c[i].time_ns), 0);
	}
	trace_release(&t);
}

static void
a_trace_that_was_not_searched_is_released(void **state)
{
	struct trace t;
	struct file *f = start(&t, false);

	(void)state;
	trace_add_point(&t, 5, 0);
	add_psbs(&t, f, 1, 7, TSCS(20, 40));
	trace_release(&t);
	trace_release(&t);
	free(f);
}

/* Traces of a few CPUs, and the chunks that they are cut into. */
enum { QUEUES = 5, TRACE_MAX = 4000, CHUNKS_MAX = QUEUES * TRACE_MAX };
struct traces {
	unsigned char bytes[QUEUES][TRACE_MAX];
	size_t len[QUEUES];
	struct trace_point point[QUEUES * TRACE_MAX / PSB_PLUS_LEN];
	size_t points; /* that they have, by time */
	struct {
		uint32_t queue;
		size_t from, len;
	} chunk[CHUNKS_MAX];
	size_t chunks;
};

static int
compare(const void *a, const void *b)
{
	const struct trace_point *x = a, *y = b;

	if (x->time_ns != y->time_ns)
		return x->time_ns < y->time_ns ? -1 : 1;
	return (x->cpu > y->cpu) - (x->cpu < y->cpu);
}

static void
make_traces(struct traces *s, uint64_t *seed)
{
	s->points = 0;
	for (uint32_t q = 0; q < QUEUES; q++) {
		size_t want = random_below(seed, TRACE_MAX - 100);
		unsigned tsc = 1 + random_below(seed, 1000);
		size_t *len = &s->len[q];

		*len = 0;
		while (*len < want) {
			s->point[s->points++] = (struct trace_point){ tsc, q };
			*len += put_psb_plus(s->bytes[q] + *len, tsc);
			tsc += random_below(seed, 500);
			for (int pads = random_below(seed, 50); pads; pads--)
				s->bytes[q][(*len)++] = 0;
		}
	}
	qsort(s->point, s->points, sizeof *s->point, compare);
}

/* Cuts the traces into chunks, in any order but that of each one's own. */
static void
cut_traces(struct traces *s, size_t len_max, uint64_t *seed)
{
	size_t done[QUEUES] = { 0 }, left = 0;

	s->chunks = 0;
	for (int q = 0; q < QUEUES; q++)
		left += s->len[q];
	while (left) {
		uint32_t q = random_below(seed, QUEUES);
		size_t len = 1 + random_below(seed, len_max);

		if (len > s->len[q] - done[q])
			len = s->len[q] - done[q];
		if (!len)
			continue;
		s->chunk[s->chunks].queue = q;
		s->chunk[s->chunks].from = done[q];
		s->chunk[s->chunks++].len = len;
		done[q] += len;
		left -= len;
	}
}

/* Adds the chunks of a queue, or all for QUEUES, and finds the points. */
static struct file *
find_chunks(struct trace *t, const struct traces *s, uint32_t queue,
    unsigned threads)
{
	struct file *f = start(t, false);

	for (size_t i = 0; i < s->chunks; i++) {
		uint32_t q = s->chunk[i].queue;

		if (queue == QUEUES || queue == q)
			add_chunk(t, f, 100 - q, q,
			    s->bytes[q] + s->chunk[i].from, s->chunk[i].len);
	}
	trace_find_points(t, threads);
	return f;
}

static void
each_psb_of_long_chunks_gives_a_point(void **state)
{
	struct traces *s = malloc(sizeof *s);
	uint64_t seed = 20240125;

	(void)state;
	assert_non_null(s);
	for (int round = 0; round < 100; round++) {
		struct trace t;
		struct file *f;

		make_traces(s, &seed);
		for (s->chunks = 0; s->chunks < QUEUES; s->chunks++) {
			s->chunk[s->chunks].queue = s->chunks;
			s->chunk[s->chunks].from = 0;
			s->chunk[s->chunks].len = s->len[s->chunks];
		}
		f = find_chunks(&t, s, QUEUES, 1 + round % 9);
		assert_points(&t, f, s->point, s->points);
	}
	free(s);
}

static void
queues_do_not_mind_each_others_chunks(void **state)
{
	struct traces *s = malloc(sizeof *s);
	uint64_t seed = 20240126;
	size_t all = 0;

	(void)state;
	assert_non_null(s);
	for (int round = 0; round < 100; round++) {
		struct trace t;
		struct file *f;

		make_traces(s, &seed);
		cut_traces(s, 50 + random_below(&seed, 1000), &seed);
		s->points = 0;
		for (uint32_t q = 0; q < QUEUES; q++) {
			f = find_chunks(&t, s, q, 1);
			for (size_t i = 0; i < t.points; i++)
				s->point[s->points++] = t.point[i];
			trace_release(&t);
			free(f);
		}
		qsort(s->point, s->points, sizeof *s->point, compare);
		f = find_chunks(&t, s, QUEUES, 2);
		all += t.points;
		assert_points(&t, f, s->point, s->points);
	}
	assert_true(all > 1000);
	free(s);
}

static void
any_number_of_threads_finds_the_same(void **state)
{
	static const unsigned threads[] = { 2, 8, 0, 3, 1000 };
	struct traces *s = malloc(sizeof *s);
	uint64_t seed = 20240127;

	(void)state;
	assert_non_null(s);
	for (int round = 0; round < 100; round++) {
		struct trace first, t;
		struct file *f, *again;

		make_traces(s, &seed);
		cut_traces(s, 50 + random_below(&seed, 1000), &seed);
		f = find_chunks(&first, s, QUEUES, 1);
		for (size_t i = 0; i < LENGTH(threads); i++) {
			again = find_chunks(&t, s, QUEUES, threads[i]);
			assert_points(&t, again, first.point, first.points);
		}
		trace_release(&first);
		free(f);
	}
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_has_no_points),
		cmocka_unit_test(
		    points_of_all_queues_and_samples_are_sorted_by_time),
		cmocka_unit_test(time_goes_on_in_a_queue_and_not_into_the_next),
		cmocka_unit_test(a_psb_may_be_cut_with_other_queues_between),
		cmocka_unit_test(what_ends_a_queue_does_not_go_on_in_the_next),
		cmocka_unit_test(snapshots_stand_alone_and_do_not_repeat),
		cmocka_unit_test(
		    an_auxtrace_without_trace_or_too_short_is_left_out),
		cmocka_unit_test(an_info_says_what_a_tsc_is),
		cmocka_unit_test(
		    where_the_info_is_unusable_only_samples_give_points),
		cmocka_unit_test(
		    samples_give_the_psbs_that_none_of_the_cpu_had_before),
		cmocka_unit_test(points_are_found_by_their_time),
		cmocka_unit_test(a_trace_that_was_not_searched_is_released),
		cmocka_unit_test(each_psb_of_long_chunks_gives_a_point),
		cmocka_unit_test(queues_do_not_mind_each_others_chunks),
		cmocka_unit_test(any_number_of_threads_finds_the_same),
	};

	return RUN(tests);
}
