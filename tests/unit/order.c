/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where cutting is allowed, against the order in which a queue like that of
 * perf's ordered-events.c prints random records.
 */
#include "unit/testing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "scan/order.h"
#include "unit/random.h"

/* What a recording has; a time of 0 is a FINISHED_ROUND. */
struct step {
	uint64_t time_ns;
	bool is_sample;
};
#define SAMPLE(time) { time, true }
#define OTHER(time) { time, false }
#define ROUND { 0, false }

static void
take(struct order *o, const struct step *step, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (step[i].time_ns)
			order_record(o, step[i].time_ns, step[i].is_sample);
		else
			order_round(o);
	}
}

struct case_of_knots {
	const char *name;
	struct step step[12];
	size_t steps;
	struct knot knot[3];
	size_t knots;
};
#define STEPS(...) \
	{ __VA_ARGS__ }, LENGTH(((const struct step[]){ __VA_ARGS__ }))
#define KNOTS(...) \
	{ __VA_ARGS__ }, LENGTH(((const struct knot[]){ __VA_ARGS__ }))

static void
check_knots(bool as_in_file, const struct case_of_knots *c, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct order o = { .as_in_file = as_in_file };

		take(&o, c[i].step, c[i].steps);
		if (o.knots != c[i].knots)
			fail_msg("%s: %zu knots", c[i].name, o.knots);
		for (size_t k = 0; k < o.knots; k++)
			if (o.knot[k].first_ns != c[i].knot[k].first_ns ||
			    o.knot[k].last_ns != c[i].knot[k].last_ns)
				fail_msg("%s: %lu to %lu", c[i].name,
				    o.knot[k].first_ns, o.knot[k].last_ns);
		order_release(&o);
	}
}

static void
only_what_comes_after_its_time_was_printed_makes_a_knot(void **state)
{
	static const struct case_of_knots c[] = {
		{ "nothing", STEPS(ROUND, ROUND), { { 0 } }, 0 },
		{ "no round", STEPS(SAMPLE(20), SAMPLE(10)), { { 0 } }, 0 },
		{ "one round", STEPS(SAMPLE(20), ROUND, SAMPLE(10)), { { 0 } },
		    0 },
		{ "two rounds", STEPS(SAMPLE(20), ROUND, ROUND, SAMPLE(10)),
		    KNOTS({ 10, 20 }) },
		{ "the time itself",
		    STEPS(SAMPLE(20), ROUND, ROUND, SAMPLE(20)), { { 0 } }, 0 },
		{ "only the round before counts",
		    STEPS(SAMPLE(20), ROUND, SAMPLE(40), ROUND, SAMPLE(30),
			SAMPLE(21)), { { 0 } }, 0 },
		{ "and what came before it",
		    STEPS(SAMPLE(20), ROUND, SAMPLE(40), ROUND, SAMPLE(19)),
		    KNOTS({ 19, 20 }) },
		{ "others are not printed",
		    STEPS(SAMPLE(20), ROUND, ROUND, OTHER(10)), { { 0 } }, 0 },
		{ "but say how far to print",
		    STEPS(OTHER(20), ROUND, ROUND, SAMPLE(10)),
		    KNOTS({ 10, 20 }) },
	};

	(void)state;
	check_knots(false, c, LENGTH(c));
}

static void
knots_that_meet_become_one(void **state)
{
	static const struct case_of_knots c[] = {
		{ "the same again",
		    STEPS(SAMPLE(20), ROUND, ROUND, SAMPLE(10), SAMPLE(10)),
		    KNOTS({ 10, 20 }) },
		{ "one in the other",
		    STEPS(SAMPLE(20), ROUND, ROUND, SAMPLE(15), SAMPLE(10)),
		    KNOTS({ 10, 20 }) },
		{ "the other in it",
		    STEPS(SAMPLE(20), ROUND, ROUND, SAMPLE(10), SAMPLE(15)),
		    KNOTS({ 10, 20 }) },
		{ "at an end",
		    STEPS(SAMPLE(20), ROUND, ROUND, SAMPLE(10), SAMPLE(30),
			ROUND, ROUND, SAMPLE(20)),
		    KNOTS({ 10, 30 }) },
		{ "apart",
		    STEPS(SAMPLE(20), ROUND, ROUND, SAMPLE(10), SAMPLE(30),
			ROUND, ROUND, SAMPLE(21)),
		    KNOTS({ 10, 20 }, { 21, 30 }) },
		{ "two and what is behind both",
		    STEPS(SAMPLE(20), ROUND, ROUND, SAMPLE(10), SAMPLE(30),
			ROUND, ROUND, SAMPLE(25), SAMPLE(5)),
		    KNOTS({ 5, 30 }) },
	};

	(void)state;
	check_knots(false, c, LENGTH(c));
}

static void
without_sample_id_all_perf_prints_as_the_file_is(void **state)
{
	static const struct case_of_knots c[] = {
		{ "in order", STEPS(SAMPLE(10), ROUND, SAMPLE(10), SAMPLE(20)),
		    { { 0 } }, 0 },
		{ "no rounds needed", STEPS(SAMPLE(20), SAMPLE(10)),
		    KNOTS({ 10, 20 }) },
		{ "rounds change nothing",
		    STEPS(OTHER(50), ROUND, ROUND, SAMPLE(20), SAMPLE(30)),
		    { { 0 } }, 0 },
		{ "samples alone count",
		    STEPS(SAMPLE(20), OTHER(50), OTHER(10), SAMPLE(30)),
		    { { 0 } }, 0 },
	};

	(void)state;
	check_knots(true, c, LENGTH(c));
}

/* perf record reads the CPUs' buffers one after the other, in each round. */
static void
rounds_over_many_cpus_make_no_knots(void **state)
{
	enum { CPUS = 5, ROUNDS = 200 };
	uint64_t next_ns[CPUS], now_ns = 1000, seed = 20240122;
	struct order o = { 0 };

	(void)state;
	for (int cpu = 0; cpu < CPUS; cpu++)
		next_ns[cpu] = 1 + random_below(&seed, 500);
	for (int round = 0; round < ROUNDS; round++) {
		for (int cpu = 0; cpu < CPUS; cpu++) {
			for (; next_ns[cpu] <= now_ns;
			     next_ns[cpu] += 1 + random_below(&seed, 300))
				order_record(
				    &o, next_ns[cpu], next_ns[cpu] % 7 != 0);
			now_ns += random_below(&seed, 400);
		}
		order_round(&o);
	}
	assert_int_equal(o.knots, 0);
	assert_true(o.printed_ns > 0);
	order_release(&o);
}

static void
a_clock_that_stays_behind_makes_one_knot(void **state)
{
	struct order o = { 0 };

	(void)state;
	for (uint64_t t = 1000; t < 2000; t += 10) {
		order_record(&o, t, true);
		if (t % 50 == 0)
			order_round(&o);
	}
	for (uint64_t t = 500; t < 900; t += 10) {
		order_record(&o, t, true);
		if (t % 50 == 0)
			order_round(&o);
	}
	assert_int_equal(o.knots, 1);
	assert_int_equal(o.knot[0].first_ns, 500);
	assert_int_equal(o.knot[0].last_ns, 1990);
	assert_int_equal(order_untie(&o, 499), 499);
	assert_int_equal(order_untie(&o, 1000), 500);
	assert_int_equal(order_untie(&o, 1991), 1991);
	order_release(&o);
}

static void
cuts_move_to_the_nearer_end_of_a_knot(void **state)
{
	static const struct {
		uint64_t start_ns, untied_ns;
	} c[] = {
		{ 0, 0 }, { 9, 9 }, { 10, 10 }, { 11, 10 }, { 14, 10 },
		{ 15, 10 }, { 16, 21 }, { 20, 21 }, { 21, 21 }, { 29, 29 },
		{ 30, 30 }, { 31, 32 }, { 32, 32 }, { 50, 50 }, { 51, 50 },
		{ 1000, 50 }, { UINT64_MAX - 1, UINT64_MAX },
		{ UINT64_MAX, UINT64_MAX },
	};
	struct knot knot[] = {
		{ 10, 20 }, { 30, 31 }, { 50, UINT64_MAX }
	};
	const struct order o = { .knot = knot, .knots = LENGTH(knot) };
	const struct order none = { 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		uint64_t untied_ns = order_untie(&o, c[i].start_ns);

		if (untied_ns != c[i].untied_ns)
			fail_msg("%lu: %lu", c[i].start_ns, untied_ns);
		assert_true(
		    order_untie(&none, c[i].start_ns) == c[i].start_ns);
	}
}

/* More knots than are kept: what was tied stays so. */
static void
knots_without_number_are_joined(void **state)
{
	enum { MANY = 700000 };
	struct order o = { 0 };

	(void)state;
	for (uint64_t i = 0; i < MANY; i++) {
		order_record(&o, 10 * i + 15, true);
		order_round(&o);
		order_round(&o);
		order_record(&o, 10 * i + 12, true);
	}
	assert_in_range(o.knots, 1 << 17, 1 << 18);
	for (size_t i = 1; i < o.knots; i++)
		assert_true(o.knot[i - 1].last_ns < o.knot[i].first_ns);
	for (uint64_t i = 0; i < MANY; i++) {
		assert_true(order_untie(&o, 10 * i + 13) != 10 * i + 13);
		assert_true(order_untie(&o, 10 * i + 15) != 10 * i + 15);
	}
	assert_int_equal(order_untie(&o, 12), 12);
	assert_int_equal(order_untie(&o, 10 * MANY + 6), 10 * MANY + 6);
	order_release(&o);
}

/* perf's queue, as it is used by perf script; and what that printed. */
enum { STEPS_MAX = 40, TIMES = 30 };
struct queue {
	struct step queued[STEPS_MAX]; /* by time, and as they came */
	size_t count;
	uint64_t max_timestamp, next_flush;
	struct step printed[STEPS_MAX];
	size_t prints;
};

static void
queue_record(struct queue *q, const struct step *step)
{
	size_t at = q->count;

	while (at > 0 && q->queued[at - 1].time_ns > step->time_ns)
		at--;
	if (at == q->count)
		q->max_timestamp = step->time_ns;
	memmove(q->queued + at + 1, q->queued + at,
	    (q->count - at) * sizeof *q->queued);
	q->queued[at] = *step;
	q->count++;
}

static void
queue_print(struct queue *q, uint64_t limit)
{
	size_t n = 0;

	while (n < q->count && q->queued[n].time_ns <= limit)
		q->printed[q->prints++] = q->queued[n++];
	q->count -= n;
	memmove(q->queued, q->queued + n, q->count * sizeof *q->queued);
}

static void
queue_round(struct queue *q)
{
	if (!q->count)
		return;
	if (q->next_flush)
		queue_print(q, q->next_flush);
	q->next_flush = q->max_timestamp;
}

/* Fills in what perf prints, in its order. */
static void
simulate(struct queue *q, bool as_in_file, const struct step *step,
    size_t count)
{
	*q = (struct queue){ 0 };
	for (size_t i = 0; i < count; i++) {
		if (!step[i].time_ns)
			queue_round(q);
		else if (as_in_file)
			q->printed[q->prints++] = step[i];
		else
			queue_record(q, &step[i]);
	}
	queue_print(q, UINT64_MAX);
}

/*
 * Says whether ranges with a cut between them print as one does.  Where there
 * are rounds, records that are no samples count as if they were printed.
 */
static bool
can_cut(const struct queue *q, bool samples_alone, uint64_t start_ns)
{
	bool later = false;

	for (size_t i = 0; i < q->prints; i++) {
		const struct step *p = &q->printed[i];

		if (p->time_ns >= start_ns && (p->is_sample || !samples_alone))
			later = true;
		if (p->time_ns < start_ns && p->is_sample && later)
			return false;
	}
	return true;
}

/* Makes a few records and rounds, mostly with rising times. */
static size_t
random_steps(struct step step[STEPS_MAX], uint64_t *seed)
{
	size_t count = random_below(seed, STEPS_MAX + 1);
	uint64_t rounds = 2 + random_below(seed, 5);
	uint64_t others = random_below(seed, 3);
	uint64_t spread = 1 + random_below(seed, TIMES);

	for (size_t i = 0; i < count; i++) {
		uint64_t first = (TIMES - spread) * i / STEPS_MAX;

		step[i] = (struct step){ 0 };
		if (random_below(seed, rounds) == 0)
			continue;
		step[i].time_ns = 1 + first + random_below(seed, spread);
		step[i].is_sample = random_below(seed, 3) >= others;
	}
	return count;
}

/* Says how far the nearest allowed start is. */
static uint64_t
distance(const bool allowed[TIMES + 3], uint64_t start_ns)
{
	for (uint64_t by = 0;; by++)
		if ((start_ns >= by && allowed[start_ns - by]) ||
		    (start_ns + by < TIMES + 3 && allowed[start_ns + by]))
			return by;
}

/* Compares the knots of one sequence with what perf prints. */
static void
check_steps(bool as_in_file, const struct step *step, size_t count)
{
	struct order o = { .as_in_file = as_in_file };
	struct queue q;
	bool allowed[TIMES + 3];

	take(&o, step, count);
	simulate(&q, as_in_file, step, count);
	for (uint64_t t = 0; t < LENGTH(allowed); t++) {
		allowed[t] = order_untie(&o, t) == t;
		if (allowed[t])
			assert_true(can_cut(&q, true, t));
		else
			assert_false(can_cut(&q, as_in_file, t));
	}
	for (uint64_t t = 0; t < LENGTH(allowed); t++) {
		uint64_t untied = order_untie(&o, t);

		assert_true(untied < LENGTH(allowed) && allowed[untied]);
		assert_int_equal(
		    untied > t ? untied - t : t - untied, distance(allowed, t));
	}
	for (size_t i = 0; i < o.knots; i++) {
		assert_true(o.knot[i].first_ns < o.knot[i].last_ns);
		if (i)
			assert_true(
			    o.knot[i - 1].last_ns < o.knot[i].first_ns);
	}
	order_release(&o);
}

static void
random_records_are_cut_only_where_perf_prints_them_in_turn(void **state)
{
	uint64_t seed = 20240123;

	(void)state;
	for (int round = 0; round < 60000; round++) {
		struct step step[STEPS_MAX];
		size_t count = random_steps(step, &seed);

		check_steps(round % 4 == 0, step, count);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    only_what_comes_after_its_time_was_printed_makes_a_knot),
		cmocka_unit_test(knots_that_meet_become_one),
		cmocka_unit_test(
		    without_sample_id_all_perf_prints_as_the_file_is),
		cmocka_unit_test(rounds_over_many_cpus_make_no_knots),
		cmocka_unit_test(a_clock_that_stays_behind_makes_one_knot),
		cmocka_unit_test(cuts_move_to_the_nearer_end_of_a_knot),
		cmocka_unit_test(knots_without_number_are_joined),
		cmocka_unit_test(
		    random_records_are_cut_only_where_perf_prints_them_in_turn),
	};

	return RUN(tests);
}
