/* SPDX-License-Identifier: GPL-2.0-only */
/* Which files may have debugging information, by files that gcc makes. */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>

#include "plan/debug_info.h"
#include "unit/scratch.h"

/* Runs a command in the scratch folder, which must succeed. */
static void
shell(const char *command)
{
	char line[PATH_MAX + 1024];

	snprintf(line, sizeof line, "cd '%s' && %s", scratch, command);
	assert_int_equal(system(line), 0);
}

static bool
may(const char *name)
{
	return debug_info_may_be_in(in_scratch(name));
}

static void
sections_tell(void **state)
{
	(void)state;
	scratch_write("a.c", "int main(void) { return 0; }\n");
	shell("cc -g -o with a.c && cc -g0 -o without a.c -Wl,-s");
	assert_true(may("with"));
	assert_false(may("without"));
	shell("cc -g -shared -fPIC -gz -o squeezed.so a.c");
	assert_true(may("squeezed.so"));
}

static void
a_link_counts_while_its_file_is_there(void **state)
{
	(void)state;
	scratch_write("a.c", "int main(void) { return 0; }\n");
	shell("cc -g -o with a.c && objcopy --only-keep-debug with apart && "
	      "objcopy --strip-debug --add-gnu-debuglink=apart with linked && "
	      "strip linked");
	assert_true(may("linked"));
	shell("mkdir -p .debug && mv apart .debug/");
	assert_true(may("linked"));
	shell("rm .debug/apart");
	assert_false(may("linked"));
}

static void
what_is_not_understood_may_have_some(void **state)
{
	(void)state;
	scratch_write("text", "#!/bin/sh\n");
	scratch_write("empty", "");
	assert_true(may("text"));
	assert_true(may("empty"));
	assert_true(may("missing"));
	assert_true(may("."));
}

/* Wherever it is cut off, nothing is read beyond its end. */
static void
a_file_that_was_cut_off_may_have_some(void **state)
{
	char command[64];

	(void)state;
	scratch_write("a.c", "int main(void) { return 0; }\n");
	shell("cc -g0 -o without a.c -Wl,-s");
	for (int len = 1; len < 14000; len = len * 5 / 4 + 1) {
		snprintf(command, sizeof command,
		    "head -c %d without >part", len);
		shell(command);
		assert_true(may("part"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    sections_tell, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(
		    a_link_counts_while_its_file_is_there, scratch_make,
		    scratch_remove),
		cmocka_unit_test_setup_teardown(
		    what_is_not_understood_may_have_some, scratch_make,
		    scratch_remove),
		cmocka_unit_test_setup_teardown(
		    a_file_that_was_cut_off_may_have_some, scratch_make,
		    scratch_remove),
	};

	return RUN(tests);
}
