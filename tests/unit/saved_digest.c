/* SPDX-License-Identifier: GPL-2.0-only */
/* The digest of a recording, and the note that saves reading it again. */
#include "unit/testing.h"

#include <fcntl.h>

#include "perfdata/recording.h"
#include "plan/plan.h"
#include "store/output.h"
#include "store/saved_digest.h"
#include "store/saved_plan.h"
#include "unit/capture.h"
#include "unit/scratch.h"

#define KEY "maoG0wFHmNhgAcMkRo1Jfw"
#define PLAN ".perf-parallel/plan"
#define NOTE ".perf-parallel/recording"

static int
open_output(void **state)
{
	return scratch_make(state) || output_open(scratch) ? -1 : 0;
}

/* Sets the time of a file back, so that a write shows. */
static void
age(const char *name)
{
	const struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };

	assert_int_equal(
	    utimensat(AT_FDCWD, in_scratch(name), old, 0), 0);
}

/* Asks for the digest of the recording in the folder. */
static struct digest
ask(void)
{
	struct file_state at;
	struct digest d;

	assert_int_equal(
	    saved_digest(&d, &at, scratch, in_scratch("perf.data")), 0);
	return d;
}

/* The digest that reading the recording gives. */
static struct digest
really(void)
{
	struct digest d;

	assert_int_equal(digest_of_file(&d, in_scratch("perf.data")), 0);
	return d;
}

/* Notes a digest that no file has for the recording as it is now. */
static struct digest
note_a_false_digest(void)
{
	struct plan plan = {
		.recording = { { 0xab } }, .cutting = (char *)"cutting"
	};
	struct file_state now;

	usleep(30000); /* what was written just now is not noted */
	assert_int_equal(file_state_read(&now, in_scratch("perf.data")), 0);
	assert_int_equal(saved_plan_install(scratch, &plan, &now), 0);
	return plan.recording;
}

static void
the_note_answers_for_an_unchanged_recording(void **state)
{
	struct digest noted, got;

	(void)state;
	scratch_write("perf.data", "12345678");
	noted = note_a_false_digest();
	got = ask();
	assert_memory_equal(&got, &noted, sizeof got);
}

static void
a_changed_time_makes_it_read_the_recording(void **state)
{
	struct digest got, real;

	(void)state;
	scratch_write("perf.data", "12345678");
	note_a_false_digest();
	age("perf.data");
	got = ask();
	real = really();
	assert_memory_equal(&got, &real, sizeof got);
	scratch_write(PLAN, "");
	got = ask(); /* noted by now */
	assert_memory_equal(&got, &real, sizeof got);
}

static void
a_changed_size_makes_it_read_the_recording(void **state)
{
	struct digest got, real;

	(void)state;
	scratch_write("perf.data", "12345678");
	age("perf.data");
	note_a_false_digest();
	scratch_write("perf.data", "123456789");
	age("perf.data");
	got = ask();
	real = really();
	assert_memory_equal(&got, &real, sizeof got);
}

static void
a_damaged_note_makes_it_read_the_recording(void **state)
{
	static const char *const note[] = { "", "x\n", KEY "\n", KEY " 1 2\n",
		"0011 8 2 3\n" };
	struct digest got, real;

	(void)state;
	scratch_write("perf.data", "12345678");
	real = really();
	for (size_t i = 0; i < LENGTH(note); i++) {
		scratch_write(NOTE, note[i]);
		got = ask();
		assert_memory_equal(&got, &real, sizeof got);
	}
}

static void
names_a_recording_that_is_not_there(void **state)
{
	struct file_state at;
	struct digest d;
	const char *said;
	int status;

	(void)state;
	capture_start();
	status = saved_digest(&d, &at, scratch, in_scratch("none.data"));
	said = capture_end();
	assert_int_equal(status, -1);
	assert_non_null(strstr(said, "none.data"));
}

#define IN_OUTPUT(test) \
	cmocka_unit_test_setup_teardown(test, open_output, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_OUTPUT(the_note_answers_for_an_unchanged_recording),
		IN_OUTPUT(a_changed_time_makes_it_read_the_recording),
		IN_OUTPUT(a_changed_size_makes_it_read_the_recording),
		IN_OUTPUT(a_damaged_note_makes_it_read_the_recording),
		IN_OUTPUT(names_a_recording_that_is_not_there),
	};

	return RUN(tests);
}
