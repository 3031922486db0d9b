/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recordings that are made up, cut into ranges: each sample is in one slice,
 * and each slice has what its range depends on.
 */
#include "unit/testing.h"

#include <stdlib.h>

#include "unit/contents_made_up.h"
#include "unit/sliced.h"

static void
some_features(struct recording_writer *w)
{
	recording_writer_usual_features(w, 4);
}

static const struct telling tellings[] = {
	{ .name = "file", .features = some_features },
	{ .name = "pipe", .options = { .layout = WRITER_PIPE } },
	{ .name = "swapped", .options = { .swap = true },
	    .features = some_features },
	{ .name = "compressed", .options = { .compress = 100 } },
	{ .name = "two events", .two_kinds = true },
	{ .name = "swapped compressed pipe", .options = { .swap = true,
	    .layout = WRITER_PIPE, .compress = 1000 } },
};

/*
 * Writes a recording of rounds, with what makes extents of some of them, and
 * now and then a process with the number of one that has ended.
 */
static void
make_up_recording(struct told *t, const struct telling *telling,
    uint64_t *seed)
{
	struct making m = { .seed = seed };
	struct step step[STEPS_MAX];
	size_t steps = make_up(&m, step);
	uint64_t time_ns = 0;

	recording_writer_start(&t->writer, &telling->options);
	write_events(&t->writer, telling);
	write_step(&t->writer, &(struct step){ MMAP, KERNEL, 0, 1, 0 });
	for (size_t i = 0; i < steps; i++) {
		struct step *s = &step[i];

		if (s->what == COMM && s->time_ns &&
		    !random_below(seed, 4)) {
			s->what = FORK;
			s->value = random_below(seed, PIDS);
		}
		write_step(&t->writer, s);
		if (s->time_ns > time_ns)
			time_ns = s->time_ns;
		if (s->what == ROUND && random_below(seed, 2))
			write_filler(&t->writer,
			    random_below(seed, PIDS), time_ns);
	}
	if (telling->features)
		telling->features(&t->writer);
	recording_writer_finish(&t->writer);
	told_read(t);
}

/* Slices it into ranges that follow one another, on one CPU or on all. */
static size_t
slice_all(const struct told *t, uint64_t *seed, uint32_t cpu, size_t *more)
{
	struct contents_range r = { .cpu = cpu };
	size_t samples = 0;

	do {
		bool is_last = !random_below(seed, 5);

		r.end_ns = is_last ? UINT64_MAX :
		    r.start_ns + random_below(seed, 100);
		samples += check_slice(t, &r, more);
		r.start_ns = r.end_ns + 1;
	} while (r.end_ns != UINT64_MAX);
	return samples;
}

static void
the_slices_of_all_ranges_have_each_sample_once(void **state)
{
	uint64_t seed = 20261121;
	size_t more = 0, all = 0;

	(void)state;
	for (int round = 0; round < 600; round++) {
		const struct telling *telling =
		    &tellings[round % LENGTH(tellings)];
		size_t samples = 0;
		struct told t;

		make_up_recording(&t, telling, &seed);
		if (t.timeline.index.flaws)
			fail_msg("round %d: %s", round,
			    index_refusal(&t.timeline.index));
		if (round % 4) {
			samples = slice_all(&t, &seed, EVENT_NO_CPU, &more);
		} else {
			for (uint32_t cpu = 0; cpu < 3; cpu++)
				samples += slice_all(&t, &seed, cpu, &more);
		}
		assert_int_equal(samples, t.timeline.samples);
		all += t.timeline.records[RECORD_TYPES] + samples;
		told_release(&t);
	}
	/* Extents have more processes than ranges do, but not many. */
	assert_in_range(more, 1, 400 * all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_slices_of_all_ranges_have_each_sample_once),
	};

	return RUN(tests);
}
