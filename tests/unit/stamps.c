/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "plan/plan.h"
#include "store/output.h"
#include "store/stamps.h"
#include "unit/capture.h"
#include "unit/scratch.h"

#define STAMPS ".perf-parallel/stamps/"

static const char key[] = "00112233445566778899aabbccddeeff";
static const char other_key[] = "ffeeddccbbaa99887766554433221100";

static int
open_output(void **state)
{
	return scratch_make(state) || output_open(scratch) ? -1 : 0;
}

/* Makes the output and the stamp of a range. */
static void
complete(const char *folder, const char *with_key)
{
	char file[64];

	snprintf(file, sizeof file, "%s%sout.txt", folder, *folder ? "/" : "");
	scratch_write(file, "x\n");
	assert_int_equal(stamp_make(scratch, folder, with_key), 0);
}

static void
a_stamp_needs_its_link_and_its_output(void **state)
{
	(void)state;
	assert_false(stamp_is_valid(scratch, "time-range-0", key));
	complete("time-range-0", key);
	assert_true(stamp_is_valid(scratch, "time-range-0", key));
	assert_false(stamp_is_valid(scratch, "time-range-0", other_key));
	assert_false(stamp_is_valid(scratch, "time-range-1", key));
	unlink(in_scratch("time-range-0/out.txt"));
	assert_false(stamp_is_valid(scratch, "time-range-0", key));
	assert_true(is_in_scratch(STAMPS
	    "time-range-0@00112233445566778899aabbccddeeff"));
}

static void
a_file_in_place_of_the_link_is_no_stamp(void **state)
{
	(void)state;
	scratch_write("time-range-0/out.txt", "x\n");
	scratch_write(STAMPS "time-range-0@00112233445566778899aabbccddeeff",
	    "");
	assert_false(stamp_is_valid(scratch, "time-range-0", key));
	assert_int_equal(stamp_make(scratch, "time-range-0", key), 0);
	assert_true(stamp_is_valid(scratch, "time-range-0", key));
}

static void
a_folder_in_place_of_the_output_is_none(void **state)
{
	(void)state;
	complete("time-range-0", key);
	unlink(in_scratch("time-range-0/out.txt"));
	assert_int_equal(mkdir(in_scratch("time-range-0/out.txt"), 0777), 0);
	assert_false(stamp_is_valid(scratch, "time-range-0", key));
}

static void
links_lead_to_the_output_from_every_depth(void **state)
{
	static const struct {
		const char *folder, *link;
	} c[] = {
		{ "", STAMPS "whole@00112233445566778899aabbccddeeff" },
		{ "cpu-0", STAMPS "cpu-0@00112233445566778899aabbccddeeff" },
		{ "cpu-0/time-range-0",
		    STAMPS
		    "cpu-0/time-range-0@00112233445566778899aabbccddeeff" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct stat link, target;
		char file[64];

		complete(c[i].folder, key);
		assert_true(stamp_is_valid(scratch, c[i].folder, key));
		snprintf(file, sizeof file, "%s/out.txt", c[i].folder);
		assert_int_equal(stat(in_scratch(c[i].link), &link), 0);
		assert_int_equal(stat(in_scratch(file), &target), 0);
		assert_int_equal(link.st_ino, target.st_ino);
	}
}

static void
removes_all_keys_of_a_range_and_of_no_other(void **state)
{
	static const char *const other[] = { "time-range-10", "time-range-0",
		"cpu-1/time-range-1", "" };

	(void)state;
	complete("time-range-1", key);
	complete("time-range-1", other_key);
	for (size_t i = 0; i < LENGTH(other); i++)
		complete(other[i], key);
	assert_int_equal(stamps_remove(scratch, "time-range-1"), 0);
	assert_false(stamp_is_valid(scratch, "time-range-1", key));
	assert_false(stamp_is_valid(scratch, "time-range-1", other_key));
	for (size_t i = 0; i < LENGTH(other); i++)
		assert_true(stamp_is_valid(scratch, other[i], key));
	assert_true(is_in_scratch("time-range-1/out.txt"));
}

static void
removes_nested_and_whole_stamps(void **state)
{
	(void)state;
	complete("", key);
	complete("cpu-0/time-range-0", key);
	complete("cpu-0/time-range-00", key);
	assert_int_equal(stamps_remove(scratch, "cpu-0/time-range-0"), 0);
	assert_false(stamp_is_valid(scratch, "cpu-0/time-range-0", key));
	assert_true(stamp_is_valid(scratch, "cpu-0/time-range-00", key));
	assert_true(stamp_is_valid(scratch, "", key));
	assert_int_equal(stamps_remove(scratch, ""), 0);
	assert_false(stamp_is_valid(scratch, "", key));
}

static void
removes_those_of_several_ranges_and_of_no_other(void **state)
{
	static const char *const going[] = { "time-range-1", "cpu-0/time-range-1",
		"", "cpu-0", "time-range-1", "time-range-7" };
	static const char *const staying[] = { "time-range-10", "time-range-0",
		"cpu-0/time-range-10", "cpu-0/time-range-0",
		"cpu-1/time-range-1", "cpu-00/time-range-1", "cpu-1" };

	(void)state;
	for (size_t i = 0; i < LENGTH(going) - 1; i++)
		complete(going[i], key);
	complete("time-range-1", other_key);
	for (size_t i = 0; i < LENGTH(staying); i++)
		complete(staying[i], key);
	assert_int_equal(stamps_remove_ranges(scratch, going, LENGTH(going)), 0);
	for (size_t i = 0; i < LENGTH(going); i++)
		assert_false(stamp_is_valid(scratch, going[i], key));
	assert_false(stamp_is_valid(scratch, "time-range-1", other_key));
	for (size_t i = 0; i < LENGTH(staying); i++)
		assert_true(stamp_is_valid(scratch, staying[i], key));
	assert_int_equal(stamps_remove_ranges(scratch, going, 0), 0);
}

static void
removes_those_of_all_ranges(void **state)
{
	static const char *const folder[] = { "", "cpu-1", "time-range-0",
		"cpu-0/time-range-0", "cpu-0/time-range-1" };

	(void)state;
	for (size_t i = 0; i < LENGTH(folder); i++)
		complete(folder[i], key);
	scratch_write(STAMPS "cpu-0/note", "x\n");
	assert_int_equal(stamps_remove_all(scratch), 0);
	for (size_t i = 0; i < LENGTH(folder); i++)
		assert_false(stamp_is_valid(scratch, folder[i], key));
	/* What is no stamp stays, and so do outputs. */
	assert_true(is_in_scratch(STAMPS "cpu-0/note"));
	assert_true(is_in_scratch("cpu-0/time-range-0/out.txt"));
	assert_int_equal(stamps_remove_all(scratch), 0);
}

static void
nothing_to_remove_is_no_fault(void **state)
{
	(void)state;
	assert_int_equal(stamps_remove(scratch, "time-range-0"), 0);
	assert_int_equal(stamps_remove(scratch, "cpu-7/time-range-0"), 0);
}

static void
stamps_can_be_files(void **state)
{
	const char *stamp = STAMPS
	    "time-range-0@00112233445566778899aabbccddeeff";

	(void)state;
	scratch_write(".perf-parallel/stamps-are-files", "");
	assert_true(stamps_are_files(scratch));
	assert_int_equal(stamps_try(scratch), 0);
	assert_true(stamps_are_files(scratch));
	complete("time-range-0", key);
	assert_true(stamp_is_valid(scratch, "time-range-0", key));
	assert_int_equal(unlink(in_scratch("time-range-0/out.txt")), 0);
	assert_false(stamp_is_valid(scratch, "time-range-0", key));
	scratch_write("time-range-0/out.txt", "x\n");
	assert_true(stamp_is_valid(scratch, "time-range-0", key));
	/* As make -t leaves it. */
	scratch_write(stamp, "");
	assert_false(stamp_is_valid(scratch, "time-range-0", key));
}

static void
links_are_tried_and_gone(void **state)
{
	(void)state;
	assert_int_equal(stamps_try(scratch), 0);
	assert_false(stamps_are_files(scratch));
	assert_false(is_in_scratch(".perf-parallel/link"));
	/* One that was killed has left it. */
	assert_int_equal(
	    symlink("nowhere", in_scratch(".perf-parallel/link")), 0);
	assert_int_equal(stamps_try(scratch), 0);
	assert_false(stamps_are_files(scratch));
}

static void
names_the_whole(void **state)
{
	(void)state;
	assert_string_equal(range_name(""), "whole");
	assert_string_equal(range_name("cpu-1"), "cpu-1");
}

static void
says_which_stamp_it_cannot_remove(void **state)
{
	const char *said;
	int status;

	(void)state;
	assert_int_equal(mkdir(in_scratch(STAMPS "time-range-0@x"), 0777), 0);
	capture_start();
	status = stamps_remove(scratch, "time-range-0");
	said = capture_end();
	assert_int_equal(status, -1);
	assert_non_null(strstr(said, "stamps/time-range-0@x"));
}

#define IN_OUTPUT(test) \
	cmocka_unit_test_setup_teardown(test, open_output, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_OUTPUT(a_stamp_needs_its_link_and_its_output),
		IN_OUTPUT(a_file_in_place_of_the_link_is_no_stamp),
		IN_OUTPUT(a_folder_in_place_of_the_output_is_none),
		IN_OUTPUT(links_lead_to_the_output_from_every_depth),
		IN_OUTPUT(removes_all_keys_of_a_range_and_of_no_other),
		IN_OUTPUT(removes_nested_and_whole_stamps),
		IN_OUTPUT(removes_those_of_several_ranges_and_of_no_other),
		IN_OUTPUT(removes_those_of_all_ranges),
		IN_OUTPUT(nothing_to_remove_is_no_fault),
		IN_OUTPUT(stamps_can_be_files),
		IN_OUTPUT(links_are_tried_and_gone),
		IN_OUTPUT(says_which_stamp_it_cannot_remove),
		cmocka_unit_test(names_the_whole),
	};

	return RUN(tests);
}
