/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "flame/folded.h"
#include "flame/shown.h"
#include "flame/tree.h"
#include "unit/capture.h"

static int
read_text(struct flame_tree *t, const char *text, size_t len)
{
	FILE *f = fmemopen((char *)text, len, "r");
	int status;

	assert_non_null(f);
	status = flame_tree_read(t, f, "stacks");
	fclose(f);
	return status;
}

/* Passes when text is the tree that is told as "depth name count|...". */
static void
assert_tree(const char *text, const char *wanted)
{
	struct flame_tree t;
	char *told;
	size_t len;
	FILE *f = xmemstream(&told, &len);

	assert_int_equal(read_text(&t, text, strlen(text)), 0);
	for (size_t i = 0; i < t.frames; i++)
		fprintf(f, "%u %s %.15g|", t.frame[i].depth,
		    flame_tree_name(&t, t.frame[i].name), t.frame[i].count);
	fclose(f);
	assert_string_equal(told, wanted);
	free(told);
	flame_tree_release(&t);
}

static void
equal_beginnings_are_one_frame(void **state)
{
	(void)state;
	assert_tree("a;b;c 1\na;b;d 2\na;b 4\n",
	    "0 all 7|1 a 7|2 b 7|3 c 1|3 d 2|");
	assert_tree("a 1\na 1\na 1", "0 all 3|1 a 3|");
}

static void
equal_names_elsewhere_are_other_frames(void **state)
{
	(void)state;
	assert_tree("a;a;a 1\nb;a 2\n",
	    "0 all 3|1 a 1|2 a 1|3 a 1|1 b 2|2 a 2|");
	assert_tree("all;all 1\n", "0 all 1|1 all 1|2 all 1|");
}

static void
siblings_are_in_the_order_of_bytes(void **state)
{
	(void)state;
	assert_tree("x;\xc3\xa4 1\nx;b 1\nx;B 1\nx;a 1\nx;ab 1\n",
	    "0 all 5|1 x 5|2 B 1|2 a 1|2 ab 1|2 b 1|2 \xc3\xa4 1|");
}

static void
names_keep_blanks_and_may_be_empty(void **state)
{
	(void)state;
	assert_tree("my prog 2;f(int, char) 3\n",
	    "0 all 3|1 my prog 2 3|2 f(int, char) 3|");
	assert_tree("a;;b 1\n", "0 all 1|1 a 1|2  1|3 b 1|");
}

static void
counts_may_be_decimal(void **state)
{
	(void)state;
	assert_tree("a 0.1\na 0.2\nb 0\n", "0 all 0.3|1 a 0.3|1 b 0|");
	assert_tree("a 999999999999999\n",
	    "0 all 999999999999999|1 a 999999999999999|");
}

static void
empty_lines_are_skipped(void **state)
{
	(void)state;
	assert_tree("\na 1\n\n\nb 1\n\n", "0 all 2|1 a 1|1 b 1|");
}

static void
a_stack_may_be_very_deep(void **state)
{
	enum { DEPTH = 200000 };
	char *text = xcalloc(2 * DEPTH + 3, 1);
	struct flame_tree t;

	(void)state;
	for (size_t i = 0; i < DEPTH; i++)
		memcpy(text + 2 * i, "a;", 2);
	memcpy(text + 2 * DEPTH - 1, " 1\n", 3);
	assert_int_equal(read_text(&t, text, strlen(text)), 0);
	assert_int_equal(t.frames, DEPTH + 1);
	assert_int_equal(t.frame[DEPTH].depth, DEPTH);
	flame_tree_release(&t);
	free(text);
}

static void
assert_refused(const char *text, size_t len, const char *part)
{
	struct flame_tree t;
	const char *said;
	int status;

	capture_start();
	status = read_text(&t, text, len);
	said = capture_end();
	flame_tree_release(&t);
	assert_int_equal(status, -1);
	if (!strstr(said, part))
		fail_msg("said %s, not %s", said, part);
}

static void
other_lines_are_refused(void **state)
{
	static const struct {
		const char *text, *part;
	} bad[] = {
		{ "a 1\nb\n", "stacks:2: no folded stack but 'b': "
			      "expected names of frames, a blank and a count" },
		{ " 5\n", "stacks:1: no folded stack but ' 5'" },
		{ "a \n", "a count behind the last blank" },
		{ "a -1\n", "a count behind the last blank" },
		{ "a 1.\n", "a count behind the last blank" },
		{ "a .5\n", "a count behind the last blank" },
		{ "a 1e5\n", "a count behind the last blank" },
		{ "a nan\n", "a count behind the last blank" },
		{ "a 0x10\n", "a count behind the last blank" },
		{ "a 1\r\n", "a count behind the last blank" },
		{ "a 123456789012345678901\n", "a count of at most 20 digits" },
		{ "node 12 [000] 1.5:  1 cycles: \n",
		    "run perf-parallel fold FILE first" },
		{ "\x1b[31m\n", "but '?[31m'" },
		{ "a 0\n", "stacks has no stacks" },
		{ "\n", "stacks has no stacks" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_refused(bad[i].text, strlen(bad[i].text), bad[i].part);
	assert_refused("a\0b 1\n", 6, "text without NUL bytes");
}

/* Passes when the frames that are shown are told as "name@start|...". */
static void
assert_shown(const char *text, double least, const char *wanted,
    size_t left_out, double left_out_count)
{
	struct flame_tree t;
	struct shown s;
	char *told;
	size_t len;
	FILE *f = xmemstream(&told, &len);

	assert_int_equal(read_text(&t, text, strlen(text)), 0);
	shown_init(&s, &t, least);
	for (size_t i = 0; i < s.frames; i++)
		fprintf(f, "%s@%g|", flame_tree_name(&t, s.frame[i].frame.name),
		    s.frame[i].start);
	fclose(f);
	assert_string_equal(told, wanted);
	assert_int_equal(s.left_out, left_out);
	assert_true(s.left_out_count == left_out_count);
	free(told);
	shown_release(&s);
	flame_tree_release(&t);
}

static void
siblings_stand_side_by_side(void **state)
{
	(void)state;
	assert_shown("a;b 1\na;c 2\na 5\nd;e 3\n", 0,
	    "all@0|a@0|b@0|c@1|d@8|e@8|", 0, 0);
}

static void
narrow_frames_are_left_out_with_all_inside(void **state)
{
	(void)state;
	assert_shown("a;b;x;y 1\na;c 4\nd 2\n", 2, "all@0|a@0|c@0|d@5|", 3, 1);
	assert_shown("a;b 1\na;c 1\n", 2, "all@0|a@0|", 2, 2);
	assert_shown("a 0\nb 1\n", 0.5, "all@0|b@0|", 1, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_beginnings_are_one_frame),
		cmocka_unit_test(equal_names_elsewhere_are_other_frames),
		cmocka_unit_test(siblings_are_in_the_order_of_bytes),
		cmocka_unit_test(names_keep_blanks_and_may_be_empty),
		cmocka_unit_test(counts_may_be_decimal),
		cmocka_unit_test(empty_lines_are_skipped),
		cmocka_unit_test(a_stack_may_be_very_deep),
		cmocka_unit_test(other_lines_are_refused),
		cmocka_unit_test(siblings_stand_side_by_side),
		cmocka_unit_test(narrow_frames_are_left_out_with_all_inside),
	};

	return RUN(tests);
}
