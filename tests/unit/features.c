/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdlib.h>

#include "data/features.h"
#include "data/format.h"
#include "data/recording.h"
#include "generator/recording_writer.h"
#include "unit/small_recording.h"

/* Returns what recording_header_times() says of a feature of len bytes. */
static bool
header_times(uint64_t first, uint64_t last, size_t len, uint64_t got[2])
{
	const uint64_t times[] = { first, last };
	struct recording_writer w;
	struct recording r;
	bool has;

	start_small(&w);
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
	start_small(w);
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
	make_small(&w);
	assert_int_equal(recording_from_bytes(&r, "a", w.bytes, w.len), 0);
	got = recording_string_feature(&r, FEATURE_VERSION);
	assert_string_equal(got, "6.1.0");
	free(got);
	recording_close(&r);
	recording_writer_release(&w);
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
	};

	return RUN(tests);
}
