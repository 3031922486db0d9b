/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>

#include "generator/recording_writer.h"
#include "perfdata/features.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "unit/scratch.h"
#include "unit/small_recording.h"

/* Returns what recording_header_times() says of a feature of len bytes. */
static bool
header_times(uint64_t first, uint64_t last, size_t len, uint64_t got[2])
{
	const uint64_t times[] = { first, last };
	struct recording_writer w;
	struct recording r;
	bool has;

	start_small(&w, NULL);
	recording_writer_finished_round(&w);
	recording_writer_feature(&w, FEATURE_SAMPLE_TIME, times, len);
	recording_writer_finish(&w);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	has = recording_header_times(&r, &got[0], &got[1]);
	recording_close(&r);
	recording_writer_release(&w);
	return has;
}

static void
header_times_are_read_if_they_say_something(void **state)
{
	uint64_t got[2];

	(void)state;
	assert_true(header_times(5, 9, 16, got));
	assert_int_equal(got[0], 5);
	assert_int_equal(got[1], 9);
	assert_true(header_times(9, 9, 16, got));
	assert_true(header_times(0, 9, 16, got));
	assert_false(header_times(0, 0, 16, got));
	assert_false(header_times(9, 5, 16, got));
	assert_false(header_times(5, 9, 15, got));
	assert_false(header_times(5, 9, 0, got));
}

/* Makes a recording without features, or with one of these bytes. */
static void
open_with_feature(struct recording_writer *w, struct recording *r,
    int feature, const void *bytes, size_t len)
{
	start_small(w, NULL);
	recording_writer_finished_round(w);
	if (bytes)
		recording_writer_feature(w, feature, bytes, len);
	recording_writer_finish(w);
	assert_int_equal(recording_from_bytes(r, "a", w->bytes, w->len), 0);
}

static void
a_header_without_features_promises_nothing(void **state)
{
	struct recording_writer w;
	struct recording r;
	uint64_t first, last;

	(void)state;
	open_with_feature(&w, &r, 0, NULL, 0);
	assert_false(recording_header_times(&r, &first, &last));
	assert_int_equal(recording_cpus_available(&r), 0);
	assert_null(recording_string_feature(&r, FEATURE_VERSION));
	recording_close(&r);
	recording_writer_release(&w);
}

static void
the_cpus_that_are_available_are_counted(void **state)
{
	const uint32_t cpus[] = { 96, 64 };
	struct recording_writer w;
	struct recording r;

	(void)state;
	for (size_t len = 0; len <= sizeof cpus; len++) {
		open_with_feature(&w, &r, FEATURE_NRCPUS, cpus, len);
		assert_int_equal(
		    recording_cpus_available(&r), len < 8 ? 0 : 96);
		recording_close(&r);
		recording_writer_release(&w);
	}
}

/* Passes when a string feature of these bytes reads as text; NULL: as none. */
static void
string_is(const void *bytes, size_t len, const char *text)
{
	struct recording_writer w;
	struct recording r;
	char *got;

	open_with_feature(&w, &r, FEATURE_VERSION, bytes, len);
	got = recording_string_feature(&r, FEATURE_VERSION);
	if (text)
		assert_string_equal(got, text);
	else
		assert_null(got);
	free(got);
	recording_close(&r);
	recording_writer_release(&w);
}

static void
string_features_end_with_a_nul_or_their_length(void **state)
{
	(void)state;
	string_is("\x08\0\0\0" "6.1.0\0\0\0", 12, "6.1.0");
	string_is("\x03\0\0\0" "6.1.0\0\0\0", 12, "6.1");
	string_is("\x05\0\0\0" "6.1.0", 9, "6.1.0");
	string_is("\0\0\0\0", 4, "");
	string_is("\x06\0\0\0" "6.1.0", 9, NULL);
	string_is("\xff\xff\xff\xff" "6.1.0", 9, NULL);
	string_is("\x05\0\0", 3, NULL);
	string_is("", 0, NULL);
}

static void
the_string_that_the_writer_wrote_is_read(void **state)
{
	struct recording_writer w;
	struct recording r;
	char *got;

	(void)state;
	make_small(&w, NULL);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	got = recording_string_feature(&r, FEATURE_VERSION);
	assert_string_equal(got, "6.1.0");
	free(got);
	recording_close(&r);
	recording_writer_release(&w);
}

static void
every_way_of_writing_gives_the_same_features(void **state)
{
	struct recording r;
	uint64_t first_ns, last_ns;
	char name[32], *version;

	(void)state;
	for (int i = 0; i < WAYS; i++) {
		const struct writer_options options = small_way(i);

		snprintf(name, sizeof name, "way-%d", i);
		make_small_file(in_scratch(name), &options);
		assert_int_equal(recording_open(&r, in_scratch(name)), 0);
		assert_true(recording_header_times(&r, &first_ns, &last_ns));
		assert_int_equal(first_ns, 2000);
		assert_int_equal(last_ns, 3000);
		assert_int_equal(recording_cpus_available(&r), 4);
		version = recording_string_feature(&r, FEATURE_VERSION);
		assert_string_equal(version, "6.1.0");
		free(version);
		assert_false(r.has_feature[FEATURE_CMDLINE]);
		assert_int_equal(r.has_feature[FEATURE_DIR_FORMAT],
		    options.layout == WRITER_FOLDER);
		assert_int_equal(
		    r.has_feature[FEATURE_COMPRESSED], options.compress > 0);
		recording_close(&r);
	}
}

/* Every perf sets the bit of the host's name, which tells words apart. */
static void
bits_lie_in_words_of_the_writers_length(void **state)
{
	struct recording_writer w;
	struct recording r;
	const char *bytes;

	(void)state;
	for (int i = 0; i < 4 * FEATURE_BITS; i++) {
		const struct writer_options options = {
			.feature_word = i % 2 ? 4 : 8, .swap = i / 2 % 2
		};
		int feature = i / 4;

		start_small(&w, &options);
		recording_writer_finished_round(&w);
		recording_writer_feature(&w, FEATURE_HOSTNAME, "host", 4);
		recording_writer_feature(&w, feature, "other", 5);
		recording_writer_finish(&w);
		assert_int_equal(
		    recording_from_bytes(&r, "a", w.bytes, w.len), 0);
		for (int j = 0; j < FEATURE_BITS; j++)
			assert_int_equal(r.has_feature[j],
			    j == feature || j == FEATURE_HOSTNAME);
		bytes = w.bytes + r.feature[feature].offset;
		assert_int_equal(r.feature[feature].len, 5);
		assert_memory_equal(bytes, "other", 5);
		recording_close(&r);
		recording_writer_release(&w);
	}
}

static void
without_a_hosts_name_words_have_eight_bytes(void **state)
{
	const struct writer_options options = { .swap = true };
	struct recording_writer w;
	struct recording r;

	(void)state;
	for (int feature = 0; feature < FEATURE_BITS; feature++) {
		/* In words of four bytes, this one would be a host's name. */
		if (feature == 32 + FEATURE_HOSTNAME)
			continue;
		start_small(&w, &options);
		recording_writer_finished_round(&w);
		recording_writer_feature(&w, feature, "other", 5);
		recording_writer_finish(&w);
		assert_int_equal(
		    recording_from_bytes(&r, "a", w.bytes, w.len), 0);
		for (int j = 0; j < FEATURE_BITS; j++)
			assert_int_equal(r.has_feature[j], j == feature);
		recording_close(&r);
		recording_writer_release(&w);
	}
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(header_times_are_read_if_they_say_something),
		TEST(a_header_without_features_promises_nothing),
		TEST(the_cpus_that_are_available_are_counted),
		TEST(string_features_end_with_a_nul_or_their_length),
		TEST(the_string_that_the_writer_wrote_is_read),
		cmocka_unit_test_setup_teardown(
		    every_way_of_writing_gives_the_same_features,
		    scratch_make, scratch_remove),
		TEST(bits_lie_in_words_of_the_writers_length),
		TEST(without_a_hosts_name_words_have_eight_bytes),
	};

	return RUN(tests);
}
