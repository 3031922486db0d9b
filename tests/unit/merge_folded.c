/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of folded stacks, more than are open at a time. */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/words.h"
#include "merge/merge_folded.h"
#include "unit/capture.h"
#include "unit/scratch.h"

/* Writes files with one stack that all have, and another. */
static void
write_files(struct words *paths, unsigned count)
{
	words_init(paths);
	for (unsigned i = 0; i < count; i++) {
		char *name = xasprintf("%u.folded", i);
		char *text = xasprintf("all 2\nmod%u 1\n", i % 3);

		scratch_write(name, text);
		words_add(paths, in_scratch(name));
		free(name);
		free(text);
	}
}

static void
check_sum(unsigned count, const char *wanted)
{
	struct words paths;
	char *got;
	size_t len;
	FILE *out = xmemstream(&got, &len);

	write_files(&paths, count);
	assert_int_equal(merge_folded(paths.word, paths.count, out), 0);
	fclose(out);
	assert_string_equal(got, wanted);
	free(got);
	words_release(&paths);
}

static void
as_many_files_as_there_are_are_added_up(void **state)
{
	(void)state;
	check_sum(3, "all 6\nmod0 1\nmod1 1\nmod2 1\n");
	check_sum(200, "all 400\nmod0 67\nmod1 67\nmod2 66\n");
	check_sum(201, "all 402\nmod0 67\nmod1 67\nmod2 67\n");
	check_sum(601, "all 1202\nmod0 201\nmod1 200\nmod2 200\n");
}

static void
temporary_files_are_in_TMPDIR(void **state)
{
	(void)state;
	setenv("TMPDIR", in_scratch("missing"), 1);
	capture_start();
	assert_null(merge_folded_temporary());
	assert_non_null(strstr(capture_end(), in_scratch("missing/")));
	setenv("TMPDIR", scratch, 1);
	check_sum(201, "all 402\nmod0 67\nmod1 67\nmod2 67\n");
	unsetenv("TMPDIR");
}

#define TEST(test) \
	cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(as_many_files_as_there_are_are_added_up),
		TEST(temporary_files_are_in_TMPDIR),
	};

	return RUN(tests);
}
