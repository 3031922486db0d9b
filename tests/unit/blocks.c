/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a block starts, in all that perf prints of a sample. */
#include "unit/testing.h"

#include <string.h>

#include "merge/blocks.h"
#include "unit/capture.h"
#include "unit/scratch.h"

#define OUTPUT "out.txt"

/* Checks the blocks of a text: how each starts, and when it is. */
static void
check(const char *text, uint32_t cpu, const char *const *start,
    const uint64_t *time_ns, size_t count)
{
	struct blocks b;
	const char *end;

	assert_int_equal(scratch_make(NULL), 0);
	scratch_write(OUTPUT, text);
	assert_int_equal(blocks_open(&b, in_scratch(OUTPUT), cpu, true), 0);
	end = b.bytes;
	for (size_t i = 0; i < count; i++) {
		assert_false(blocks_at_end(&b));
		assert_ptr_equal(b.start, end);
		assert_memory_equal(b.start, start[i], strlen(start[i]));
		assert_true(b.time_ns == time_ns[i]);
		end = b.end;
		blocks_next(&b);
	}
	assert_true(blocks_at_end(&b));
	blocks_close(&b);
	assert_int_equal(scratch_remove(NULL), 0);
}

#define CHECK(text, cpu, start, time_ns) do { \
	static const char *const s[] = start; \
	static const uint64_t t[] = time_ns; \
	check(text, cpu, s, t, LENGTH(s)); \
} while (0)
#define LIST(...) { __VA_ARGS__ }

static void
lines_of_samples_start_blocks(void **state)
{
	(void)state;
	CHECK("a 1 [003]     1.000000001: x\n"
	      "\tffffffff81000000 f+0x1 ([kernel.kallsyms])\n"
	      "  /some/file.c:12\n\n"
	      "b 2 [003] 99999.999999999: y\n",
	    3, LIST("a 1 ", "b 2 "),
	    LIST(1000000001, UINT64_C(99999999999999)));
	CHECK("    1.000000001:  ffff f\n    2.000000002:  ffff g\n", 7,
	    LIST("    1.", "    2."), LIST(1000000001, 2000000002));
}

static void
names_that_look_like_a_time_are_none(void **state)
{
	(void)state;
	CHECK("1.000000009: 5 [003]     2.000000001: x\n"
	      "[004] 9.000000000: 5 [003]     3.000000001: x\n",
	    3, LIST("1.0", "[004]"), LIST(2000000001, 3000000001));
	/* Too few decimals, too many, no colon, no blank in front. */
	CHECK("a [000] 1.000000001: x\n"
	      "1.00000000: x\n1.0000000001: x\n1.000000001 x\nv1.000000001: x\n",
	    0, LIST("a ["), LIST(1000000001));
}

static void
what_is_before_the_first_sample_is_a_block(void **state)
{
	(void)state;
	CHECK("# ========\n# captured on: 1.0\n# ========\n#\n"
	      "a [000] 1.000000001: x\n",
	    0, LIST("# ====", "a ["), LIST(0, 1000000001));
}

/* Checks where in a line the decimals of the time of day are; -1: nowhere. */
static void
check_day(const char *text, int at)
{
	struct blocks b;

	assert_int_equal(scratch_make(NULL), 0);
	scratch_write(OUTPUT, text);
	assert_int_equal(blocks_open(&b, in_scratch(OUTPUT), 3, true),
	    0);
	assert_int_equal(b.day_decimals ? b.day_decimals - b.start : -1, at);
	assert_true(b.time_ns == UINT64_C(1000000001));
	blocks_close(&b);
	assert_int_equal(scratch_remove(NULL), 0);
}

static void
the_time_of_day_is_found(void **state)
{
	(void)state;
	check_day("a 1 [003] 2026-11-29 09:35:39.433839717     1.000000001: x\n",
	    30);
	check_day("2026-11-29 09:35:39.433839717     1.000000001: x\n", 20);
	check_day("9.000000009: [003] U   2026-11-29 09:35:39.433839717 "
		  "1.000000001: x\n", 43);
	/* Too few decimals, a blank missing, behind the time. */
	check_day("2026-11-29 09:35:39.43383971 1.000000001: x\n", -1);
	check_day("x2026-11-29 09:35:39.433839717 1.000000001: x\n", -1);
	check_day("1.000000001: 2026-11-29 09:35:39.433839717\n", -1);
}

static void
without_odd_names_the_first_time_counts(void **state)
{
	struct blocks b;

	(void)state;
	assert_int_equal(scratch_make(NULL), 0);
	scratch_write(OUTPUT, "1.000000001: x: [003] 9.000000000: y\n");
	assert_int_equal(blocks_open(&b, in_scratch(OUTPUT), 3, false), 0);
	assert_true(b.time_ns == UINT64_C(1000000001));
	blocks_close(&b);
	assert_int_equal(scratch_remove(NULL), 0);
}

static void
a_header_is_a_block_whatever_is_in_it(void **state)
{
	(void)state;
	CHECK("# ========\n# cmdline : x 1.000000001: y\n# ========\n#\n"
	      "a [000] 2.000000001: x\n",
	    0, LIST("# ====", "a ["), LIST(0, 2000000001));
	CHECK("# ========\n# ========\n#\n", 0, LIST("# ===="), LIST(0));
}

static void
a_sample_at_time_zero_is_a_block(void **state)
{
	(void)state;
	CHECK("a [000]     0.000000000: x\n", 0, LIST("a "), LIST(0));
}

static void
errors_of_a_trace_are_blocks(void **state)
{
	(void)state;
	CHECK("a [001] 1.000000001: x\n"
	      " instruction trace error type 1 time 2.000000007 cpu 1 pid 4\n"
	      " instruction trace error type 1 cpu 1 pid 4\n"
	      "b [001] 3.000000001: x\n",
	    1, LIST("a ", " instruction trace error type 1 time", "b "),
	    LIST(1000000001, 2000000007, 3000000001));
}

static void
an_output_without_times_is_refused(void **state)
{
	struct blocks b;

	(void)state;
	assert_int_equal(scratch_make(NULL), 0);
	scratch_write(OUTPUT, "a 1 1.000001: x\nb 2 2.000001: x\n");
	capture_start();
	assert_int_equal(blocks_open(&b, in_scratch(OUTPUT), 0, true),
	    -1);
	assert_non_null(strstr(capture_end(), "out.txt"));
	scratch_write(OUTPUT, "# ========\n# ========\n#\na 1 1.000001: x\n");
	capture_start();
	assert_int_equal(blocks_open(&b, in_scratch(OUTPUT), 0, true),
	    -1);
	assert_non_null(strstr(capture_end(), "out.txt"));
	assert_int_equal(scratch_remove(NULL), 0);
}

static void
a_header_ends_with_its_own_line(void **state)
{
	static const char header[] = "# ========\n# arch: x\n# ========\n#\n";
	char text[sizeof header + 10];

	(void)state;
	snprintf(text, sizeof text, "%sa: x\n", header);
	assert_int_equal(blocks_header(text, strlen(text)), sizeof header - 1);
	assert_int_equal(blocks_header(header, sizeof header - 1),
	    sizeof header - 1);
	for (size_t len = 0; len + 1 < sizeof header; len++)
		assert_int_equal(blocks_header(header, len), 0);
	assert_int_equal(blocks_header(text + 1, strlen(text) - 1), 0);
}

static void
a_header_of_a_pipe_goes_on_behind_that(void **state)
{
	static const char header[] =
	    "# ========\n# data size      : 0\n# ========\n#\n"
	    "# cmdline : a.b 1.5:\nc\n\n# event : x\n# pmu mappings: y\n";
	static const char sample[] = "# 1 [000] 1.000001: x\n\t 1 y\n";
	static const char in_ns[] = "# 1 [000] 1.000000001: x\n";
	char text[sizeof header + sizeof sample];

	(void)state;
	snprintf(text, sizeof text, "%s%s", header, sample);
	assert_int_equal(blocks_header(text, strlen(text)), sizeof header - 1);
	snprintf(text, sizeof text, "%s%s", header, in_ns);
	assert_int_equal(blocks_header(text, strlen(text)), sizeof header - 1);
	assert_int_equal(blocks_header(header, sizeof header - 1),
	    sizeof header - 1);
	/* Of a file all of it is before the line that ends it. */
	text[strlen("# ========\n# data size      : ")] = '1';
	assert_int_equal(blocks_header(text, strlen(text)),
	    strstr(text, "# cmdline") - text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_samples_start_blocks),
		cmocka_unit_test(names_that_look_like_a_time_are_none),
		cmocka_unit_test(what_is_before_the_first_sample_is_a_block),
		cmocka_unit_test(the_time_of_day_is_found),
		cmocka_unit_test(without_odd_names_the_first_time_counts),
		cmocka_unit_test(a_header_is_a_block_whatever_is_in_it),
		cmocka_unit_test(a_sample_at_time_zero_is_a_block),
		cmocka_unit_test(errors_of_a_trace_are_blocks),
		cmocka_unit_test(an_output_without_times_is_refused),
		cmocka_unit_test(a_header_of_a_pipe_goes_on_behind_that),
		cmocka_unit_test(a_header_ends_with_its_own_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
