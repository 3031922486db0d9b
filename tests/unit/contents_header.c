/* SPDX-License-Identifier: GPL-2.0-only */
/* What of a recording's header, and of how it is written, ranges depend on. */
#include "unit/testing.h"

#include <string.h>

#include "unit/capture.h"
#include "unit/contents_world.h"

#define ALL 3u

static const struct story story = {
	.step = {
		{ COMM, 7, 0, 1, 0 },
		{ SAMPLE, 7, 100, 2, 0 },
		{ ROUND, 0, 0, 0, 0 },
		{ MMAP, 7, 150, 3, 0 },
		{ SAMPLE, 7, 200, 4, 1 },
		{ SAMPLE, 7, 210, 5, 1 },
		{ ROUND, 0, 0, 0, 0 },
	},
	.steps = 7,
	.range = { { 0, 199, EVENT_NO_CPU },
		{ 200, UINT64_MAX, EVENT_NO_CPU } },
	.ranges = 2,
};

static void
look(const struct telling *t, struct digest contents[2])
{
	contents_of_steps(t, story.step, story.steps, story.range,
	    story.ranges, contents);
}

/* Returns which ranges of two ways to write the recording differ. */
static unsigned
differ(const struct telling *a, const struct telling *b)
{
	struct digest x[2], y[2];

	look(a, x);
	look(b, y);
	return changed_contents(x, y, 2);
}

/* The feature that is set, and to what. */
static int feature;
static const char *value;

static void
set_feature(struct recording_writer *w)
{
	if (value)
		recording_writer_feature(w, feature, value, strlen(value));
}

/* Returns which ranges depend on a feature, in one way to write it. */
static unsigned
depend_on_feature(const struct writer_options *options, int number)
{
	const struct telling t = {
		.options = *options, .features = set_feature
	};
	struct digest none[2], some[2], other[2];

	feature = number;
	value = NULL;
	look(&t, none);
	value = "12345678";
	look(&t, some);
	value = "12345679";
	look(&t, other);
	assert_int_equal(changed_contents(none, some, 2), changed_contents(some, other, 2));
	return changed_contents(some, other, 2);
}

static void
features_count_that_change_what_is_printed(void **state)
{
	/*
	 * HOSTNAME, VERSION, TOTAL_MEM, CMDLINE, AUXTRACE, STAT, CACHE,
	 * SAMPLE_TIME, MEM_TOPOLOGY, DIR_FORMAT and COMPRESSED.
	 */
	static const int without[] = {
		3, 5, 10, 11, 18, 19, 20, 21, 22, 24, 27
	};
	/* BUILD_ID, NRCPUS and EVENT_DESC among others, and what is new. */
	static const int with[] = {
		1, 2, 4, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17, 23, 25, 26, 28,
		29, 30, 31, 32, 99, 255
	};
	static const struct writer_options options[] = {
		{ 0 }, { .swap = true }, { .layout = WRITER_PIPE },
		{ .layout = WRITER_PIPE, .swap = true },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(options); i++) {
		for (size_t n = 0; n < LENGTH(without); n++)
			if (depend_on_feature(&options[i], without[n]))
				fail_msg("%d counts", without[n]);
		for (size_t n = 0; n < LENGTH(with); n++)
			if (depend_on_feature(&options[i], with[n]) != ALL)
				fail_msg("%d does not count", with[n]);
	}
}

/* Sets two features, to what comes before a "|" in the value and behind it. */
static void
set_two_features(struct recording_writer *w)
{
	size_t len = strcspn(value, "|");

	if (len)
		recording_writer_feature(w, 2, value, len);
	if (value[len] && value[len + 1])
		recording_writer_feature(w, 4, value + len + 1,
		    strlen(value + len + 1));
}

static void
features_do_not_run_into_each_other(void **state)
{
	static const char *const c[] = {
		"", "1", "|1", "1|1", "11|", "|11", "12|3", "1|23", "123"
	};
	const struct telling t = { .features = set_two_features };

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++)
		for (size_t n = 0; n < LENGTH(c); n++) {
			struct digest a[2], b[2];

			value = c[i];
			look(&t, a);
			value = c[n];
			look(&t, b);
			if (changed_contents(a, b, 2) != (i == n ? NONE : ALL))
				fail_msg("'%s' and '%s'", c[i], c[n]);
		}
}

static void
attributes_count_for_all_ranges(void **state)
{
	static const struct writer_event usual = {
		.type = WRITER_TYPE_SOFTWARE, .sample_type = WORLD_TYPE,
		.sample_id_all = true, .first_id = 1, .ids = 2
	};
	static const enum writer_layout layouts[] = {
		WRITER_FILE, WRITER_PIPE
	};
	struct writer_event event[6];

	(void)state;
	for (size_t i = 0; i < LENGTH(event); i++)
		event[i] = usual;
	event[1].config = 1;
	event[2].type = 0;
	event[3].sample_type |= WRITER_SAMPLE_PERIOD;
	event[4].first_id = 2;
	event[5].ids = 3;
	for (size_t n = 0; n < 2 * LENGTH(layouts); n++) {
		struct digest was[2], now[2];

		for (size_t i = 0; i < LENGTH(event); i++) {
			const struct writer_options options = {
				.layout = layouts[n / 2], .swap = n % 2
			};
			struct recording_writer w;
			struct recording r;

			recording_writer_start(&w, &options);
			recording_writer_event(&w, &event[i]);
			/* Of this alone the samples know nothing. */
			write_step(&w, &story.step[0]);
			recording_writer_finish(&w);
			assert_int_equal(recording_from_bytes(
			    &r, "some.data", w.bytes, w.len), 0);
			assert_int_equal(
			    contents_of(&r,
	    &(struct contents){ story.range, 2, now, NULL }), 0);
			recording_close(&r);
			recording_writer_release(&w);
			if (i == 0)
				memcpy(was, now, sizeof was);
			else if (changed_contents(was, now, 2) != ALL)
				fail_msg("attribute %zu does not count", i);
		}
	}
}

/* Writes a record that only a pipe has, or a file of a newer perf. */
static void
add_record(struct recording_writer *w)
{
	recording_writer_record(w, feature, value, 8);
}

static void
records_of_perf_itself_count_for_all_but_a_few(void **state)
{
	static const struct {
		uint32_t type;
		unsigned changed;
	} c[] = {
		{ RECORD_HEADER_BUILD_ID, ALL },
		{ RECORD_EVENT_UPDATE, ALL },
		{ RECORD_ID_INDEX, ALL },
		{ RECORD_TIME_CONV, ALL },
		{ RECORD_TYPES, ALL }, /* one that is new */
		{ RECORD_FINISHED_INIT, NONE },
	};
	const struct telling t = { .features = add_record };

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct digest was[2], now[2];

		feature = c[i].type;
		value = "12345678";
		look(&t, was);
		value = "12345679";
		look(&t, now);
		if (changed_contents(was, now, 2) != c[i].changed)
			fail_msg("records of type %u", c[i].type);
	}
}

static void
a_recording_is_the_same_however_compressed(void **state)
{
	static const struct telling plain[] = {
		{ .name = "file" },
		{ .name = "pipe", .options = { .layout = WRITER_PIPE } },
		{ .name = "folder", .options = { .layout = WRITER_FOLDER } },
		{ .name = "swapped", .options = { .swap = true } },
		{ .name = "without sample_id_all", .no_sample_id_all = true },
	};
	static const size_t compress[] = { 1, 13, 100, 200, 32768 };

	(void)state;
	for (size_t i = 0; i < LENGTH(plain); i++)
		for (size_t n = 0; n < 2 * LENGTH(compress); n++) {
			struct telling t = plain[i];

			t.options.compress = compress[n / 2];
			t.options.compressed2 = n % 2;
			if (differ(&plain[i], &t))
				fail_msg("%s: %zu bytes", plain[i].name,
				    compress[n / 2]);
		}
}

static void
what_perf_reads_in_another_way_is_another_recording(void **state)
{
	static const struct telling t[] = {
		{ .name = "file" },
		{ .name = "pipe", .options = { .layout = WRITER_PIPE } },
		{ .name = "folder", .options = { .layout = WRITER_FOLDER } },
		{ .name = "swapped", .options = { .swap = true } },
		{ .name = "without sample_id_all", .no_sample_id_all = true },
	};

	(void)state;
	for (size_t a = 0; a < LENGTH(t); a++)
		for (size_t b = 0; b < LENGTH(t); b++)
			assert_int_equal(
			    differ(&t[a], &t[b]), a == b ? NONE : ALL);
}

static void
records_that_are_broken_end_it(void **state)
{
	static const unsigned char head[8] = { RECORD_COMM, 0, 0, 0, 0, 0, 7 };
	struct recording_writer w;
	struct recording r;
	struct digest contents[2];

	(void)state;
	recording_writer_start(&w, NULL);
	write_events(&w, &(struct telling){ 0 });
	write_step(&w, &story.step[1]);
	recording_writer_bytes(&w, head, sizeof head);
	recording_writer_finish(&w);
	assert_int_equal(
	    recording_from_bytes(&r, "some.data", w.bytes, w.len), 0);
	capture_start();
	assert_int_equal(contents_of(&r,
	    &(struct contents){ story.range, 2, contents, NULL }), -1);
	assert_non_null(strstr(capture_end(), "a record of 7 bytes"));
	recording_close(&r);
	recording_writer_release(&w);
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(features_count_that_change_what_is_printed),
		TEST(features_do_not_run_into_each_other),
		TEST(attributes_count_for_all_ranges),
		TEST(records_of_perf_itself_count_for_all_but_a_few),
		TEST(a_recording_is_the_same_however_compressed),
		TEST(what_perf_reads_in_another_way_is_another_recording),
		TEST(records_that_are_broken_end_it),
	};

	return RUN(tests);
}
