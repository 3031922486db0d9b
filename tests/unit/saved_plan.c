/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <fcntl.h>

#include "perfdata/events.h"
#include "store/stamps.h"
#include "unit/saved_world.h"

static void
is_read_back_as_installed(void **state)
{
	struct saved_plan p;

	(void)state;
	INSTALL(true, "cpu-0/time-range-0", "cpu-1/time-range-0");
	assert_int_equal(saved_plan_read(&p, scratch), 0);
	assert_int_equal(p.merging, MERGING_IMPOSSIBLE);
	assert_string_equal(p.cutting, "samples 4 0 0 0 1");
	assert_string_equal(p.path, "../a\\b.data");
	assert_string_equal(p.command, "perf script -F 'x\ny'");
	assert_int_equal(p.recording.bytes[0], 1);
	assert_int_equal(p.count, 2);
	assert_string_equal(p.range[0].folder, "cpu-0/time-range-0");
	assert_string_equal(p.range[1].folder, "cpu-1/time-range-0");
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(p.range[i].key, KEY);
		assert_int_equal(p.range[i].contents.bytes[0], 2);
		assert_int_equal(p.range[i].contents.bytes[1], i);
		assert_int_equal(p.range[i].cpu, i);
		assert_int_equal(p.range[i].start_ns, i * S);
	}
	assert_int_equal(p.range[0].end_ns, S - 1);
	assert_true(p.range[1].end_ns == UINT64_MAX);
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
	    TITLE "append AAAAAAAAAAAAAAAAAAAAAA\n"
	    "samples 4 0 0 0 1\nAQAAAAAAAAAAAAAAAAAAAA\n"
	    "../a\\\\b.data\nperf script -F 'x\\ny'\n"
	    KEY " AgAAAAAAAAAAAAAAAAAAAA -1 0 18446744073709551615 0 .\n"
	    "end 1\n");
	free(text);
	assert_int_equal(saved_plan_read(&p, scratch), 0);
	assert_int_equal(p.merging, MERGING_APPENDS);
	assert_int_equal(p.count, 1);
	assert_string_equal(p.range[0].folder, "");
	assert_int_equal(p.range[0].cpu, -1);
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
		"perf-parallel plan 6\nby-time\nx\n" KEY "\nend 0\n",
		"perf-parallel plan 4",
		"perf-parallel plan 5",
		"perf-parallel plan x",
		TITLE "append\nx\n" KEY "\n",
		TITLE "append\nx\n" KEY "\npath\n",
		TITLE,
		TITLE "by-time\n",
		TITLE "by-time\nx\n",
		TITLE "by-time\n" KEY "\nend 0\n",
		TITLE "by-time\nx\nshort\nend 0\n",
		TITLE "by-CPU\nx\n" KEY "\nend 0\n",
		HEAD,
		HEAD LINE " a\n",
		HEAD LINE " a\nend\n",
		HEAD LINE " a\nend 2\n",
		HEAD LINE " a\nend x\n",
		HEAD "\nend 1\n",
		HEAD KEY "\nend 1\n",
		HEAD KEY " a\nend 1\n",
		HEAD KEY " " KEY " a\nend 1\n",
		HEAD KEY " " KEY " -1 a\nend 1\n",
		HEAD KEY " " KEY " -1 0 a\nend 1\n",
		HEAD KEY " " KEY " x 0 5 3 a\nend 1\n",
		HEAD LINE "\nend 1\n",
		HEAD LINE " \nend 1\n",
		HEAD LINE "a\nend 1\n",
		HEAD LINE " a b\nend 1\n",
		HEAD KEY " " KEY " -1 x 5 3 a\nend 1\n",
		HEAD KEY " short -1 0 5 3 a\nend 1\n",
		HEAD "short " KEY " -1 0 5 3 a\nend 1\n",
		HEAD KEY "x " KEY " -1 0 5 3 a\nend 1\n",
		HEAD KEY " " KEY "x -1 0 5 3 a\nend 1\n",
		HEAD "0011223344556677g899aabbccddeeff " KEY " -1 0 5 3 a\n"
		"end 1\n",
		HEAD LINE " /etc\nend 1\n",
		HEAD LINE " ../a\nend 1\n",
		HEAD LINE " a/../b\nend 1\n",
	};
	struct saved_plan p;

	(void)state;
	assert_unreadable("no plan at all");
	for (size_t i = 0; i < LENGTH(text); i++) {
		scratch_write(PLAN, text[i]);
		assert_unreadable(text[i]);
	}
	scratch_write(PLAN, HEAD LINE " a\nend 1\n");
	assert_int_equal(saved_plan_read(&p, scratch), 0);
	saved_plan_release(&p);
}

/* One that this program wrote before it knew of contents. */
static void
a_plan_of_an_earlier_version_is_none(void **state)
{
	static const char older[] =
	    "perf-parallel plan 1\nby-time\n" KEY " time-range-0\nend 1\n";
	static const char *const folder[] = { "time-range-0" };
	struct saved_plan p;
	const char *said;

	(void)state;
	scratch_write(PLAN, older);
	assert_unreadable(older);
	capture_start();
	saved_plan_find(&p, scratch);
	assert_int_equal(p.count, 0);
	saved_plan_release(&p);
	assert_int_equal(install_plan(false, folder, 1), 0);
	said = capture_end();
	assert_string_equal(said, "");
	assert_int_equal(saved_plan_read(&p, scratch), 0);
	saved_plan_release(&p);
}

/* The one before that knew of no paths and commands still serves. */
static void
a_plan_of_the_version_before_is_read(void **state)
{
	static const char older[] =
	    "perf-parallel plan 4\nappend AAAAAAAAAAAAAAAAAAAAAA\ncutting\n"
	    KEY "\n" LINE " a\nend 1\n";
	struct saved_plan p;

	(void)state;
	scratch_write(PLAN, older);
	assert_int_equal(saved_plan_read(&p, scratch), 0);
	assert_int_equal(p.count, 1);
	assert_string_equal(p.range[0].folder, "a");
	assert_string_equal(p.path, "");
	assert_string_equal(p.command, "");
	saved_plan_release(&p);
}

/* Its outputs may be hours of work, and what is in them is not known. */
static void
a_plan_of_a_newer_version_stays(void **state)
{
	static const char newer[] = "perf-parallel plan 6\nwhatever\n";
	static const char *const folder[] = { "time-range-0" };
	const char *said;
	char *text;
	int status;

	(void)state;
	scratch_write(PLAN, newer);
	capture_start();
	status = install_plan(false, folder, 1);
	said = capture_end();
	assert_int_equal(status, -1);
	assert_non_null(strstr(said, "is of a newer perf-parallel"));
	text = scratch_read(PLAN);
	assert_string_equal(text, newer);
	free(text);
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
	status = install_plan(false, folder, 1);
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
assert_samples(const char *key, uint64_t start_ns, uint64_t end_ns,
    uint32_t cpu)
{
	struct contents_range r = saved_plan_samples(scratch, key);

	assert_true(r.start_ns == start_ns);
	assert_true(r.end_ns == end_ns);
	assert_int_equal(r.cpu, cpu);
}

static void
a_key_tells_the_samples_of_its_range(void **state)
{
	static const char other[] = "AAAAAAAAAAAAAAAAAAAAAA";

	(void)state;
	assert_samples(KEY, 0, UINT64_MAX, EVENT_NO_CPU);
	/* The recording's digest is KEY as well. */
	scratch_write(PLAN, HEAD "AAAAAAAAAAAAAAAAAAAAAA " KEY
	    " 7 6 18446744073709551615 3 b\n" LINE " a\nend 2\n");
	assert_samples(KEY, 0, 5, EVENT_NO_CPU);
	assert_samples(other, 6, UINT64_MAX, 7);
	assert_samples("CCCCCCCCCCCCCCCCCCCCCC", 0, UINT64_MAX, EVENT_NO_CPU);
	scratch_write(PLAN, HEAD KEY " " KEY " -1 4 x 3 a\nend 1\n");
	assert_samples(KEY, 0, UINT64_MAX, EVENT_NO_CPU);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_OUTPUT(is_read_back_as_installed),
		IN_OUTPUT(keeps_the_output_folder_itself),
		IN_OUTPUT(refuses_damaged_plans_by_name),
		IN_OUTPUT(a_plan_of_an_earlier_version_is_none),
		IN_OUTPUT(a_plan_of_the_version_before_is_read),
		IN_OUTPUT(a_plan_of_a_newer_version_stays),
		IN_OUTPUT(a_new_plan_replaces_a_damaged_one),
		IN_OUTPUT(files_of_dropped_ranges_go_and_all_others_stay),
		IN_OUTPUT(dropping_the_whole_and_cpus_keeps_what_is_not_ours),
		IN_OUTPUT(a_key_tells_the_samples_of_its_range),
		IN_OUTPUT(an_unchanged_plan_is_not_written_again),
	};

	return RUN(tests);
}
