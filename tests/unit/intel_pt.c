/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "unit/testing.h"

#include "perfdata/events.h"
#include "perfdata/format.h"
#include "scan/intel_pt.h"

/* Packets, as text so that they can be put together. */
#define PAIR "\x02\x82"
#define PSB PAIR PAIR PAIR PAIR PAIR PAIR PAIR PAIR
#define PSBEND "\x02\x23"
#define FUP "\x7d\x10\x20\x30\x40\x50\x60"
#define TSC(low) "\x19" low "\0\0\0\0\0\0"
#define CBR "\x02\x03\x18\0"
#define PIP "\x02\x43\x10\x20\x30\x40\x50\x60"
#define TMA "\x02\x73\x10\x20\0\x30\0"
#define VMCS "\x02\xc8\x10\x20\x30\x40\x50"
#define MNT "\x02\xc3\x88\x10\x20\x30\x40\x50\x60\x70\x80"
#define MODES "\x99\x20\x99\x01"
#define OVF "\x02\xf3"
#define TNT "\x40"
#define LONG_TNT "\x02\xa3\x10\x20\x30\x40\x50\x60"
#define TIP "\x2d\x10\x20"

enum { PSB_LEN = 16 };

struct text {
	const char *bytes;
	size_t len;
};
#define TEXT(literal) { literal, sizeof(literal) - 1 }

/* Copies bytes to a place of just their size, so that ASan sees any excess. */
static unsigned char *
copy(const void *bytes, size_t len)
{
	unsigned char *p = malloc(len);

	assert_true(p || !len);
	if (len)
		memcpy(p, bytes, len);
	return p;
}

/* Finds what the second of three neighbours has; text of length 0 is none. */
static struct intel_pt_psbs
find_between(struct text before, struct text trace, struct text after)
{
	struct intel_pt_psbs psbs = { 0 };
	unsigned char *b = copy(before.bytes, before.len);
	unsigned char *t = copy(trace.bytes, trace.len);
	unsigned char *a = copy(after.bytes, after.len);
	const struct intel_pt_chunk chunk = {
		.trace = t, .len = trace.len,
		.before = b, .before_len = before.len,
		.after = a, .after_len = after.len,
	};

	intel_pt_find(&psbs, &chunk);
	free(b);
	free(t);
	free(a);
	return psbs;
}

static struct intel_pt_psbs
find(const char *bytes, size_t len)
{
	const struct text none = { 0 };

	return find_between(none, (struct text){ bytes, len }, none);
}

/* Compares how many PSBs a list has, and the last one; frees it. */
static void
assert_psbs(struct intel_pt_psbs psbs, size_t count, uint64_t tsc, bool sample)
{
	assert_int_equal(psbs.count, count);
	if (count) {
		assert_int_equal(psbs.psb[count - 1].tsc, tsc);
		assert_int_equal(psbs.psb[count - 1].gives_sample, sample);
	}
	intel_pt_psbs_release(&psbs);
}

/* What is found in a trace: how many, and what the last one is. */
static const struct {
	struct text trace;
	size_t count;
	uint64_t tsc;
	bool sample;
} psb_plus[] = {
	{ TEXT(PSB FUP TSC("\5") PSBEND), 1, 5, true },
	{ TEXT(PSB TSC("\5") FUP PSBEND), 1, 5, true },
	{ TEXT("\0\0" MODES PSB "\0\0\0" MODES FUP PIP TSC("\5") TMA CBR VMCS
		MNT "\x59\x07" "\x0b" PSBEND "\x71\x10\x20"), 1, 5, true },
	/* Without a TSC, an IP, or both. */
	{ TEXT(PSB FUP CBR PSBEND), 1, 0, true },
	{ TEXT(PSB TSC("\5") PSBEND), 1, 5, false },
	{ TEXT(PSB TSC("\5") "\x1d" PSBEND), 1, 5, false },
	{ TEXT(PSB TSC("\5") "\x1d" FUP PSBEND), 1, 5, true },
	{ TEXT(PSB CBR PSBEND), 0, 0, false },
	{ TEXT(PSB TSC("\5") PSBEND FUP PSBEND), 1, 5, false },
	/* All forms of an IP; 5 and 7 are reserved. */
	{ TEXT(PSB TSC("\5") "\x3d\1\1" PSBEND), 1, 5, true },
	{ TEXT(PSB TSC("\5") "\x5d\1\1\1\1" PSBEND), 1, 5, true },
	{ TEXT(PSB TSC("\5") "\x9d\1\1\1\1\1\1" PSBEND), 1, 5, true },
	{ TEXT(PSB TSC("\5") "\xdd\1\1\1\1\1\1\1\1" PSBEND), 1, 5, true },
	{ TEXT(PSB TSC("\5") FUP "\xbd" PSBEND), 1, 5, false },
	{ TEXT(PSB TSC("\5") FUP "\xfd" PSBEND), 1, 5, false },
	/* Broken off by what belongs elsewhere. */
	{ TEXT(PSB FUP TSC("\5") OVF PSBEND), 1, 5, false },
	{ TEXT(PSB FUP OVF TSC("\5") PSBEND), 0, 0, false },
	{ TEXT(PSB FUP TSC("\5") TNT PSBEND), 1, 5, false },
	{ TEXT(PSB FUP TSC("\5") LONG_TNT PSBEND), 1, 5, false },
	{ TEXT(PSB FUP TSC("\5") TIP PSBEND), 1, 5, false },
	{ TEXT(PSB FUP TSC("\5") "\x71\1\1\1\1\1\1" PSBEND), 1, 5, false },
	{ TEXT(PSB FUP TSC("\5") "\x01" PSBEND), 1, 5, false },
	{ TEXT(PSB FUP TSC("\5") "\x02\x01" PSBEND), 1, 5, false },
	{ TEXT(PSB FUP TSC("\5") PAIR PAIR PSBEND), 1, 5, false },
	/* CYCs of one to ten bytes, and of more. */
	{ TEXT(PSB TSC("\5") "\xfb" FUP PSBEND), 1, 5, true },
	{ TEXT(PSB TSC("\5") "\x07\x02" FUP PSBEND), 1, 5, true },
	{ TEXT(PSB TSC("\5") "\x07\1\1\1\1\1\1\1\1\2" FUP PSBEND), 1, 5,
	    true },
	{ TEXT(PSB TSC("\5") "\x07\1\1\1\1\1\1\1\1\1\2" FUP PSBEND), 1, 5,
	    false },
	/* A PSB+ ends one that has no end; and its TSC counts still. */
	{ TEXT(PSB FUP TSC("\5") PSB FUP CBR PSBEND), 2, 0, true },
	{ TEXT(PSB FUP PSB TSC("\5") PSBEND), 1, 5, false },
	{ TEXT(PSB FUP PSB TSC("\5") FUP PSBEND PSB FUP TSC("\6") PSBEND), 2,
	    6, true },
	/* The last TSC of a PSB+ is its time. */
	{ TEXT(PSB FUP TSC("\5") TSC("\6") PSBEND TSC("\7")), 1, 6, true },
	/* A TSC that looks like PSBs is none. */
	{ TEXT(PSB FUP "\x19" PAIR PAIR PAIR "\0" PSBEND), 1,
	    0x00820282028202, true },
	/* Nothing at all. */
	{ TEXT(""), 0, 0, false },
	{ TEXT(PAIR PAIR PAIR PAIR PAIR PAIR PAIR "\x02"), 0, 0, false },
	{ TEXT(FUP TSC("\5") PSBEND), 0, 0, false },
};

static void
a_psb_plus_gives_a_sample_by_what_it_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(psb_plus); i++) {
		const struct text *t = &psb_plus[i].trace;

		assert_psbs(find(t->bytes, t->len), psb_plus[i].count,
		    psb_plus[i].tsc, psb_plus[i].sample);
	}
}

static void
a_truncated_psb_plus_gives_no_sample(void **state)
{
	const struct text t = TEXT(
	    PSB FUP TSC("\5") MNT "\x07\1\1\2" CBR PSBEND);
	const size_t tsc_end = PSB_LEN + 7 + 8;

	(void)state;
	for (size_t len = 0; len < t.len; len++)
		assert_psbs(find(t.bytes, len), len >= tsc_end, 5, false);
	assert_psbs(find(t.bytes, t.len), 1, 5, true);
}

static void
a_psb_is_found_at_every_offset(void **state)
{
	const struct text t = TEXT(PSB FUP TSC("\5") PSBEND);
	static const unsigned char noise[] = { 0x00, 0x02, 0x80, 0x82, 0xff };
	char trace[256];

	(void)state;
	for (size_t i = 0; i < LENGTH(noise); i++)
		for (size_t at = 0; at <= 96; at++) {
			memset(trace, noise[i], sizeof trace);
			memcpy(trace + at, t.bytes, t.len);
			assert_psbs(find(trace, sizeof trace), 1, 5, true);
			assert_psbs(find(trace, at + t.len), 1, 5, true);
		}
}

static void
a_run_of_pairs_starts_with_a_psb(void **state)
{
	const struct text t = TEXT(FUP TSC("\5") PSBEND);
	char trace[256] = "\x40\x82";

	(void)state;
	for (size_t pairs = 0; pairs <= 64; pairs++) {
		size_t end = 2 + 2 * pairs;
		bool whole = pairs > 0 && pairs % 8 == 0;

		if (pairs)
			memcpy(trace + end - 2, PAIR, 2);
		memcpy(trace + end, t.bytes, t.len);
		assert_psbs(find(trace, end + t.len), whole, 5, true);
	}
}

/* Finds what two chunks have that t was cut into, at a byte. */
static void
find_cut(struct intel_pt_psbs psbs[2], struct text t, size_t at)
{
	const struct text none = { 0 }, left = { t.bytes, at };
	const struct text right = { t.bytes + at, t.len - at };

	psbs[0] = find_between(none, left, right);
	psbs[1] = find_between(left, right, none);
}

static void
a_psb_cut_in_two_is_found_in_the_second_chunk(void **state)
{
	const struct text t = TEXT(TNT TNT PSB FUP TSC("\5") PSBEND TNT);
	const struct text none = { 0 };
	struct intel_pt_psbs psbs[2];

	(void)state;
	for (size_t k = 1; k < PSB_LEN; k++) {
		const struct text part = { t.bytes + 2, k };
		const struct text rest = { t.bytes + 2 + k, t.len - 2 - k };

		find_cut(psbs, t, 2 + k);
		assert_psbs(psbs[0], 0, 0, false);
		assert_psbs(psbs[1], 1, 5, true);
		assert_psbs(find_between(part, rest, none), 1, 5, true);
		assert_psbs(find_between(none, rest, none), 0, 0, false);
	}
}

static void
a_psb_in_three_pieces_is_lost(void **state)
{
	const struct text left = TEXT(PAIR PAIR);
	const struct text middle = TEXT(PAIR PAIR PAIR);
	const struct text right = TEXT(PAIR PAIR PAIR FUP PSBEND);

	(void)state;
	assert_psbs(find_between(left, middle, right), 0, 0, false);
	assert_psbs(find_between(middle, right, left), 0, 0, false);
}

static void
a_psb_plus_goes_on_in_the_next_chunk_between_packets(void **state)
{
	const struct text t = TEXT(PSB FUP TSC("\5") CBR PSBEND TNT);
	const size_t ends[] = { 16, 23, 31, 35, 37, 38 }, tsc_end = 31;
	struct intel_pt_psbs psbs[2];
	size_t next = 0;

	(void)state;
	for (size_t at = PSB_LEN; at <= t.len; at++) {
		bool whole = at == ends[next];

		if (whole)
			next++;
		find_cut(psbs, t, at);
		assert_psbs(psbs[0], whole || at > tsc_end, 5, whole);
		assert_psbs(psbs[1], 0, 0, false);
	}
	assert_int_equal(next, LENGTH(ends));
}

static void
a_psb_plus_that_ended_does_not_go_on(void **state)
{
	const struct text none = { 0 }, next = TEXT(TSC("\6") FUP PSBEND);
	const struct text whole = TEXT(PSB FUP TSC("\5") PSBEND);
	const struct text broken = TEXT(PSB FUP TSC("\5") OVF);

	(void)state;
	assert_psbs(find_between(none, whole, next), 1, 5, true);
	assert_psbs(find_between(none, broken, next), 1, 5, false);
}

static void
two_psbs_around_a_cut_are_two(void **state)
{
	const struct text t = TEXT(
	    PSB PSB FUP TSC("\5") PSBEND PSB FUP TSC("\6") PSBEND);
	struct intel_pt_psbs psbs[2];

	(void)state;
	find_cut(psbs, t, PSB_LEN);
	assert_psbs(psbs[0], 0, 0, false);
	assert_psbs(psbs[1], 2, 6, true);
}

static void
a_chunk_of_nothing_has_nothing(void **state)
{
	const struct intel_pt_chunk chunk = { 0 };
	struct intel_pt_psbs psbs = { 0 };

	(void)state;
	intel_pt_find(&psbs, &chunk);
	assert_psbs(psbs, 0, 0, false);
}

/* Squares of these lengths would take days. */
static void
a_trace_of_psbs_takes_no_longer_than_any(void **state)
{
	static const struct text pattern[] = {
		TEXT(PSB), TEXT(PSB TSC("\5")), TEXT(PSB FUP PSBEND),
		TEXT(PAIR PAIR PAIR PAIR PAIR PAIR PAIR "\x02"),
		TEXT(PAIR PAIR PAIR PAIR "\x82"), TEXT("\x82" PSB),
	};
	const size_t len = 4 << 20;
	char *trace = malloc(len);

	(void)state;
	assert_non_null(trace);
	for (size_t i = 0; i < LENGTH(pattern); i++) {
		const struct text *p = &pattern[i];
		size_t count = i == 1 || i == 2 ? len / p->len : 0;

		for (size_t at = 0; at < len; at++)
			trace[at] = p->bytes[at % p->len];
		assert_psbs(find(trace, len), count, i == 1 ? 5 : 0, i == 2);
	}
	free(trace);
}

static void
a_tsc_is_the_one_nearest_to_the_reference(void **state)
{
	static const struct {
		const char *packet;
		uint64_t reference, tsc;
	} near[] = {
		{ "\x19\x11\x22\x33\x44\x55\x66\x77", 0, 0x77665544332211 },
		{ "\x19\x11\x22\x33\x44\x55\x66\x77", 0x0577665544332212,
		    0x0577665544332211 },
		{ "\x19\x11\x22\x33\x44\x55\x66\x77", 0x05f0000000000000,
		    0x0577665544332211 },
		{ "\x19\x11\x22\x33\x44\x55\x66\x77", 0x05f8000000000000,
		    0x0677665544332211 },
		{ "\x19\xff\xff\xff\xff\xff\xff\xff", 0x0100000000000005,
		    0x00ffffffffffffff },
		{ "\x19\x05\0\0\0\0\0\0", 0x01ffffffffffffff,
		    0x0200000000000005 },
	};
	char trace[] = PSB "01234567" FUP PSBEND;

	(void)state;
	for (size_t i = 0; i < LENGTH(near); i++) {
		struct intel_pt_psbs psbs = { 0 };
		struct intel_pt_chunk chunk = {
			.trace = (unsigned char *)trace,
			.len = sizeof trace - 1,
			.reference = near[i].reference,
		};

		memcpy(trace + PSB_LEN, near[i].packet, 8);
		intel_pt_find(&psbs, &chunk);
		assert_psbs(psbs, 1, near[i].tsc, true);
	}
}

static void
a_tsc_becomes_nanoseconds_as_perf_computes_them(void **state)
{
	static const struct {
		struct intel_pt_info info; /* zero, mult, shift */
		uint64_t tsc, time_ns;
	} time[] = {
		{ { 0, 1, 0, false }, 12345, 12345 },
		{ { 7, 3, 1, false }, 5, 14 },
		/* Of a real processor of 2.4 GHz. */
		{ { 123458131, 894784853, 31, false }, 0x7dc289a408b,
		    3601021538980 },
		/* A clock that was set back: zero is below 0. */
		{ { (uint64_t)-1000, 3, 0, false }, 1000, 2000 },
		{ { 5, UINT32_MAX, 31, false }, UINT64_MAX,
		    0xfffffffe00000003 },
		{ { 5, 3, 63, false }, UINT64_MAX, 8 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(time); i++)
		assert_true(intel_pt_time(&time[i].info, time[i].tsc) ==
		    time[i].time_ns);
}

/* Joins PSBs to a queue and compares the times, 0 behind the last one. */
static void
assert_join(struct intel_pt_queue *q, bool snapshot,
    const struct intel_pt_psb *psb, size_t count, const uint64_t *want)
{
	const struct intel_pt_info info = {
		.time_mult = 1, .snapshot = snapshot
	};
	struct intel_pt_psb room[8];
	const struct intel_pt_psbs psbs = { .psb = room, .count = count };
	struct intel_pt_sample sample[8];
	size_t samples;

	assert_true(count <= LENGTH(room));
	memcpy(room, psb, count * sizeof *psb);
	samples = intel_pt_join(q, &info, &psbs, sample);
	for (size_t i = 0; i < samples; i++)
		assert_int_equal(sample[i].time_ns, want[i]);
	assert_int_equal(want[samples], 0);
}
#define GIVES(t) { .tsc = (t), .gives_sample = 1 }
#define TIMED(t) { .tsc = (t) }
#define PSBS(...) \
	(const struct intel_pt_psb[]){ __VA_ARGS__ }, \
	    LENGTH(((const struct intel_pt_psb[]){ __VA_ARGS__ }))
#define TIMES(...) ((const uint64_t[]){ __VA_ARGS__, 0 })

static void
samples_take_the_time_of_the_psb_before_when_they_have_none(void **state)
{
	struct intel_pt_queue q = { 0 };

	(void)state;
	assert_join(&q, false, PSBS(GIVES(0), GIVES(0)), TIMES(0));
	assert_join(&q, false,
	    PSBS(GIVES(0), GIVES(5), GIVES(0), TIMED(6),
		GIVES(0)), TIMES(5, 5, 6));
	assert_join(&q, false, PSBS(GIVES(0), GIVES(9)), TIMES(6, 9));
}

static void
time_never_goes_back_in_a_queue(void **state)
{
	struct intel_pt_queue q = { 0 }, other = { 0 };

	(void)state;
	assert_join(&q, false, PSBS(GIVES(7), GIVES(5), GIVES(8)),
	    TIMES(7, 7, 8));
	assert_join(&q, false, PSBS(GIVES(3), GIVES(9)), TIMES(8, 9));
	assert_join(&other, false, PSBS(GIVES(3)), TIMES(3));
}

static void
snapshots_do_not_repeat_what_the_one_before_had(void **state)
{
	const struct intel_pt_psb psbs_of_none[1] = { 0 };
	struct intel_pt_queue q = { 0 };

	(void)state;
	assert_join(&q, true, PSBS(GIVES(1), GIVES(5), GIVES(0)),
	    TIMES(1, 5, 5));
	assert_join(&q, true,
	    PSBS(GIVES(0), GIVES(4), GIVES(5), TIMED(6),
		GIVES(0), GIVES(7)), TIMES(6, 7));
	/* Nothing new, nothing at all, and then the end that still counts. */
	assert_join(&q, true, PSBS(GIVES(6), GIVES(7)), TIMES(0));
	assert_join(&q, true, psbs_of_none, 0, TIMES(0));
	assert_join(&q, true, PSBS(GIVES(7), GIVES(8)), TIMES(8));
	/* A gap. */
	assert_join(&q, true, PSBS(GIVES(20), TIMED(21)), TIMES(20));
	assert_join(&q, true, PSBS(GIVES(0), GIVES(21)), TIMES(0));
	assert_join(&q, true, PSBS(GIVES(22)), TIMES(22));
}

static void
chunks_that_are_no_snapshots_may_say_the_same_time(void **state)
{
	struct intel_pt_queue q = { 0 };

	(void)state;
	assert_join(&q, false, PSBS(GIVES(5)), TIMES(5));
	assert_join(&q, false, PSBS(GIVES(5), GIVES(5)), TIMES(5, 5));
}

/* An AUXTRACE_INFO, from its header on, in 64-bit words. */
enum {
	WORD_TYPE = 1, /* and zero */
	WORD_PMU, WORD_SHIFT, WORD_MULT, WORD_ZERO, WORD_HAS_ZERO, WORD_TSC,
	WORD_SNAPSHOT = 10,
	WORDS,
};

/* Reads an INFO whose word is changed, of a recording with one PT event. */
static const char *
read_info(struct intel_pt_info *info, int word, uint64_t value,
    const struct event *event)
{
	uint64_t record[WORDS] = {
		[WORD_TYPE] = AUXTRACE_INTEL_PT, [WORD_PMU] = 8,
		[WORD_SHIFT] = 31, [WORD_MULT] = 894784853,
		[WORD_ZERO] = UINT64_MAX - 5, [WORD_HAS_ZERO] = 1,
		[WORD_TSC] = 0x400,
	};
	struct event list[] = {
		{ .type = 1, .config = 9, .sample_type = SAMPLE_TIME },
		*event
	};
	const struct events events = { .event = list, .count = LENGTH(list) };
	unsigned char *bytes;
	const char *why;

	record[word] = value;
	bytes = copy(record, sizeof record);
	why = intel_pt_info_read(info, &events, bytes, sizeof record);
	free(bytes);
	return why;
}

static const struct event pt_event = {
	.type = 8, .config = 0x2401, .sample_type = SAMPLE_TIME | SAMPLE_CPU
};

static void
an_info_is_read(void **state)
{
	struct intel_pt_info info;

	(void)state;
	assert_null(read_info(&info, WORD_SNAPSHOT, 0, &pt_event));
	assert_int_equal(info.time_shift, 31);
	assert_int_equal(info.time_mult, 894784853);
	assert_true(info.time_zero == UINT64_MAX - 5);
	assert_false(info.snapshot);
	assert_null(read_info(&info, WORD_SNAPSHOT, 1, &pt_event));
	assert_true(info.snapshot);
	assert_null(read_info(&info, WORD_SHIFT, 0, &pt_event));
	assert_null(read_info(&info, WORD_MULT, UINT32_MAX, &pt_event));
}

static void
an_info_without_a_clock_is_refused(void **state)
{
	static const char no_clock[] =
	    "AUXTRACE_INFO does not tell the time of a TSC";
	struct intel_pt_info info;

	(void)state;
	assert_string_equal(read_info(&info, WORD_TYPE, 2, &pt_event),
	    "the trace is not of Intel PT");
	assert_string_equal(
	    read_info(&info, WORD_MULT, 0, &pt_event), no_clock);
	assert_string_equal(
	    read_info(&info, WORD_MULT, 1ull << 32, &pt_event), no_clock);
	assert_string_equal(
	    read_info(&info, WORD_SHIFT, 64, &pt_event), no_clock);
	assert_string_equal(
	    read_info(&info, WORD_HAS_ZERO, 0, &pt_event), no_clock);
}

static void
an_info_of_events_without_times_is_refused(void **state)
{
	struct event event = pt_event;
	struct intel_pt_info info;

	(void)state;
	assert_string_equal(read_info(&info, WORD_TSC, 0, &event),
	    "the trace has no TSCs");
	event.config &= ~UINT64_C(0x400);
	assert_string_equal(read_info(&info, WORD_TSC, 0x400, &event),
	    "the trace has no TSCs");
	event.type = 9;
	assert_string_equal(read_info(&info, WORD_TSC, 0x400, &event),
	    "there is no event of Intel PT");
	event.sample_type = SAMPLE_CPU;
	assert_string_equal(read_info(&info, WORD_TSC, 0x400, &event),
	    "an event has no times");
}

static void
trace_in_samples_is_like_snapshots(void **state)
{
	struct event event = pt_event;
	struct intel_pt_info info;

	(void)state;
	assert_null(read_info(&info, WORD_TSC, 0x400, &event));
	assert_false(info.snapshot);
	event.sample_type |= SAMPLE_AUX;
	assert_null(read_info(&info, WORD_TSC, 0x400, &event));
	assert_true(info.snapshot);
}

static void
a_time_becomes_the_tsc_that_gave_it(void **state)
{
	struct intel_pt_info info;

	(void)state;
	assert_null(read_info(&info, WORD_TSC, 0x400, &pt_event));
	for (uint64_t tsc = 1; tsc < UINT64_C(1) << 56; tsc = 3 * tsc + 1) {
		uint64_t time_ns = intel_pt_time(&info, tsc);

		assert_in_range(tsc - intel_pt_tsc(&info, time_ns), 0, 3);
	}
}

static void
an_info_that_is_too_short_is_refused(void **state)
{
	const uint64_t record[WORDS] = { [WORD_TYPE] = AUXTRACE_INTEL_PT };
	const struct events events = { 0 };
	struct intel_pt_info info;

	(void)state;
	for (size_t size = 0; size < sizeof record; size++) {
		unsigned char *bytes = copy(record, size);
		const char *why =
		    intel_pt_info_read(&info, &events, bytes, size);

		assert_string_equal(why, size < 12 ?
		    "the trace is not of Intel PT" :
		    "AUXTRACE_INFO is too short");
		free(bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_psb_plus_gives_a_sample_by_what_it_says),
		cmocka_unit_test(a_truncated_psb_plus_gives_no_sample),
		cmocka_unit_test(a_psb_is_found_at_every_offset),
		cmocka_unit_test(a_run_of_pairs_starts_with_a_psb),
		cmocka_unit_test(a_psb_cut_in_two_is_found_in_the_second_chunk),
		cmocka_unit_test(a_psb_in_three_pieces_is_lost),
		cmocka_unit_test(
		    a_psb_plus_goes_on_in_the_next_chunk_between_packets),
		cmocka_unit_test(a_psb_plus_that_ended_does_not_go_on),
		cmocka_unit_test(two_psbs_around_a_cut_are_two),
		cmocka_unit_test(a_chunk_of_nothing_has_nothing),
		cmocka_unit_test(a_trace_of_psbs_takes_no_longer_than_any),
		cmocka_unit_test(a_tsc_is_the_one_nearest_to_the_reference),
		cmocka_unit_test(
		    a_tsc_becomes_nanoseconds_as_perf_computes_them),
		cmocka_unit_test(
		    samples_take_the_time_of_the_psb_before_when_they_have_none),
		cmocka_unit_test(time_never_goes_back_in_a_queue),
		cmocka_unit_test(
		    snapshots_do_not_repeat_what_the_one_before_had),
		cmocka_unit_test(
		    chunks_that_are_no_snapshots_may_say_the_same_time),
		cmocka_unit_test(an_info_is_read),
		cmocka_unit_test(an_info_without_a_clock_is_refused),
		cmocka_unit_test(an_info_of_events_without_times_is_refused),
		cmocka_unit_test(trace_in_samples_is_like_snapshots),
		cmocka_unit_test(a_time_becomes_the_tsc_that_gave_it),
		cmocka_unit_test(an_info_that_is_too_short_is_refused),
	};

	return RUN(tests);
}
