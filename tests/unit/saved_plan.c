/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <fcntl.h>

#include "data/recording.h"
#include "job/output.h"
#include "job/saved_plan.h"
#include "job/stamps.h"
#include "plan/plan.h"
#include "unit/capture.h"
#include "unit/scratch.h"

#define KEY "maoG0wFHmNhgAcMkRo1Jfw"
#define PLAN ".perf-parallel/plan"
#define NOTE ".perf-parallel/recording"

static const struct file_state some_state = { .size = 1, .settled = true };

static int
open_output(void **state)
{
	return scratch_make(state) || output_open(scratch) ? -1 : 0;
}

/* Installs a plan of ranges with these folders, at most eight. */
static int
install(bool per_cpu, const char *const *folder, size_t count)
{
	struct range range[8];
	struct plan plan = { .range = range, .count = count,
		.per_cpu = per_cpu };
	int status;

	for (size_t i = 0; i < count; i++) {
		range[i] = (struct range){ .folder = strdup(folder[i]) };
		memcpy(range[i].key.text, KEY, sizeof KEY);
	}
	status = saved_plan_install(scratch, &plan, &some_state);
	for (size_t i = 0; i < count; i++)
		free(range[i].folder);
	return status;
}

#define INSTALL(per_cpu, ...) do { \
	static const char *const f[] = { __VA_ARGS__ }; \
	assert_int_equal(install(per_cpu, f, LENGTH(f)), 0); \
} while (0)

static void
is_read_back_as_installed(void **state)
{
	struct saved_plan p;

	(void)state;
	INSTALL(true, "cpu-0/time-range-0", "cpu-0/time-range-1");
	assert_int_equal(saved_plan_read(&p, scratch), 0);
	assert_true(p.per_cpu);
	assert_int_equal(p.count, 2);
	assert_string_equal(p.range[0].folder, "cpu-0/time-range-0");
	assert_string_equal(p.range[1].folder, "cpu-0/time-range-1");
	assert_string_equal(p.range[1].key, KEY);
	saved_plan_release(&p);
}

static void
keeps_the_output_folder_itself(void **state)
{
	struct saved_plan p;
	char *text;

	(void)state;
	INSTALL(false, "");
	text = scratch_read(PLAN);
	assert_string_equal(text,
	    "perf-parallel plan 1\nby-time\n" KEY " .\nend 1\n");
	free(text);
	assert_int_equal(saved_plan_read(&p, scratch), 0);
	assert_false(p.per_cpu);
	assert_int_equal(p.count, 1);
	assert_string_equal(p.range[0].folder, "");
	saved_plan_release(&p);
}

/* Says that reading fails with a message that has the plan's path in it. */
static void
assert_unreadable(const char *what)
{
	struct saved_plan p;
	const char *said;
	int status;

	capture_start();
	status = saved_plan_read(&p, scratch);
	said = capture_end();
	if (!status)
		fail_msg("this was read: %s", what);
	assert_non_null(strstr(said, in_scratch(PLAN)));
}

static void
refuses_damaged_plans_by_name(void **state)
{
	static const char *const text[] = {
		"",
		"\n",
		"perf-parallel plan 2\nby-time\nend 0\n",
		"perf-parallel plan 1",
		"perf-parallel plan 1\n",
		"perf-parallel plan 1\nby-time\n",
		"perf-parallel plan 1\nby-time\n" KEY " a\n",
		"perf-parallel plan 1\nby-time\n" KEY " a\nend\n",
		"perf-parallel plan 1\nby-time\n" KEY " a\nend 2\n",
		"perf-parallel plan 1\nby-time\n" KEY " a\nend x\n",
		"perf-parallel plan 1\nby-time\n" KEY "\nend 1\n",
		"perf-parallel plan 1\nby-time\n" KEY " \nend 1\n",
		"perf-parallel plan 1\nby-time\n" KEY "  \n",
		"perf-parallel plan 1\nby-time\n" KEY "xa\nend 1\n",
		"perf-parallel plan 1\nby-time\nshort a\nend 1\n",
		"perf-parallel plan 1\nby-time\n\nend 1\n",
		"perf-parallel plan 1\nby-time\n"
		"0011223344556677g899aabbccddeeff a\nend 1\n",
		"perf-parallel plan 1\nby-time\n" KEY " /etc\nend 1\n",
		"perf-parallel plan 1\nby-time\n" KEY " ../a\nend 1\n",
		"perf-parallel plan 1\nby-time\n" KEY " a/../b\nend 1\n",
	};

	(void)state;
	assert_unreadable("no plan at all");
	for (size_t i = 0; i < LENGTH(text); i++) {
		scratch_write(PLAN, text[i]);
		assert_unreadable(text[i]);
	}
}

static void
a_new_plan_replaces_a_damaged_one(void **state)
{
	static const char *const folder[] = { "time-range-0" };
	struct saved_plan p;
	const char *said;
	int status;

	(void)state;
	scratch_write(PLAN, "rubbish\n");
	scratch_write("time-range-1/out.txt", "x\n");
	capture_start();
	status = install(false, folder, 1);
	said = capture_end();
	assert_int_equal(status, 0);
	assert_non_null(strstr(said, "is damaged"));
	assert_true(is_in_scratch("time-range-1/out.txt"));
	assert_int_equal(saved_plan_read(&p, scratch), 0);
	saved_plan_release(&p);
}

static void
files_of_dropped_ranges_go_and_all_others_stay(void **state)
{
	(void)state;
	INSTALL(false, "time-range-0", "time-range-1", "time-range-2");
	scratch_write("time-range-0/out.txt", "x\n");
	scratch_write("time-range-1/out.txt", "x\n");
	scratch_write("time-range-1/cmd.txt", "x\n");
	scratch_write("time-range-1/err.txt.part", "x\n");
	scratch_write("time-range-2/out.txt", "x\n");
	scratch_write("time-range-2/notes", "somebody's\n");
	assert_int_equal(stamp_make(scratch, "time-range-1", KEY), 0);
	assert_int_equal(stamp_make(scratch, "time-range-0", KEY), 0);
	INSTALL(false, "time-range-0");
	assert_true(is_in_scratch("time-range-0/out.txt"));
	assert_true(stamp_is_valid(scratch, "time-range-0", KEY));
	assert_false(is_in_scratch("time-range-1"));
	assert_false(
	    is_in_scratch(".perf-parallel/stamps/time-range-1@" KEY));
	assert_false(is_in_scratch("time-range-2/out.txt"));
	assert_true(is_in_scratch("time-range-2/notes"));
}

static void
dropping_the_whole_and_cpus_keeps_what_is_not_ours(void **state)
{
	(void)state;
	INSTALL(true, "", "cpu-0/time-range-0", "cpu-1");
	scratch_write("out.txt", "x\n");
	scratch_write("mine", "x\n");
	scratch_write("cpu-0/time-range-0/out.txt", "x\n");
	scratch_write("cpu-1/out.txt", "x\n");
	scratch_write("cpu-1/mine", "x\n");
	INSTALL(false, "time-range-0");
	assert_false(is_in_scratch("out.txt"));
	assert_true(is_in_scratch("mine"));
	assert_false(is_in_scratch("cpu-0"));
	assert_false(is_in_scratch("cpu-1/out.txt"));
	assert_true(is_in_scratch("cpu-1/mine"));
}

/* The state of a file once its time was set back, so that a write shows. */
static struct stat
aged(const char *name)
{
	const struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	struct stat st;

	assert_int_equal(
	    utimensat(AT_FDCWD, in_scratch(name), old, 0), 0);
	assert_int_equal(stat(in_scratch(name), &st), 0);
	return st;
}

static void
an_unchanged_plan_is_not_written_again(void **state)
{
	struct stat plan, note, now;

	(void)state;
	INSTALL(false, "time-range-0", "time-range-1");
	plan = aged(PLAN);
	note = aged(NOTE);
	INSTALL(false, "time-range-0", "time-range-1");
	assert_int_equal(stat(in_scratch(PLAN), &now), 0);
	assert_int_equal(now.st_mtime, plan.st_mtime);
	assert_int_equal(now.st_ino, plan.st_ino);
	assert_int_equal(stat(in_scratch(NOTE), &now), 0);
	assert_int_equal(now.st_mtime, note.st_mtime);
	assert_int_equal(now.st_ino, note.st_ino);
	INSTALL(false, "time-range-0");
	assert_int_equal(stat(in_scratch(PLAN), &now), 0);
	assert_int_not_equal(now.st_mtime, plan.st_mtime);
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
	struct plan plan = { .recording = { { 0xab } } };
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
	aged("perf.data");
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
	aged("perf.data");
	note_a_false_digest();
	scratch_write("perf.data", "123456789");
	aged("perf.data");
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
		IN_OUTPUT(is_read_back_as_installed),
		IN_OUTPUT(keeps_the_output_folder_itself),
		IN_OUTPUT(refuses_damaged_plans_by_name),
		IN_OUTPUT(a_new_plan_replaces_a_damaged_one),
		IN_OUTPUT(files_of_dropped_ranges_go_and_all_others_stay),
		IN_OUTPUT(dropping_the_whole_and_cpus_keeps_what_is_not_ours),
		IN_OUTPUT(an_unchanged_plan_is_not_written_again),
		IN_OUTPUT(the_note_answers_for_an_unchanged_recording),
		IN_OUTPUT(a_changed_time_makes_it_read_the_recording),
		IN_OUTPUT(a_changed_size_makes_it_read_the_recording),
		IN_OUTPUT(a_damaged_note_makes_it_read_the_recording),
		IN_OUTPUT(names_a_recording_that_is_not_there),
	};

	return RUN(tests);
}
