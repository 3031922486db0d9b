/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdlib.h>

#include "base/relative_path.h"

static void
assert_relative(const char *folder, const char *path, const char *expected)
{
	char *relative = relative_path(folder, path);

	assert_string_equal(relative, expected);
	free(relative);
}

static void
names_files_below_the_folder(void **state)
{
	(void)state;
	assert_relative("/a/b", "/a/b/c", "c");
	assert_relative("/a/b", "/a/b/c/d", "c/d");
	assert_relative("/", "/a/b", "a/b");
}

static void
goes_up_to_what_both_are_in(void **state)
{
	(void)state;
	assert_relative("/a/b", "/a/c", "../c");
	assert_relative("/a/b/c", "/a/d/e", "../../d/e");
	assert_relative("/a/b", "/c", "../../c");
}

static void
compares_whole_names(void **state)
{
	(void)state;
	assert_relative("/a/b", "/a/bc", "../bc");
	assert_relative("/a/bc", "/a/b", "../b");
	assert_relative("/a/b", "/a/b", "../b");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_files_below_the_folder),
		cmocka_unit_test(goes_up_to_what_both_are_in),
		cmocka_unit_test(compares_whole_names),
	};

	return RUN(tests);
}
