/* SPDX-License-Identifier: GPL-2.0-only */
/* The pieces of the printer's text, against what printf(3) makes of them. */
#include "unit/testing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "printer/memory.h"
#include "printer/pen.h"
#include "printer/remembered.h"
#include "unit/random.h"

enum { TRIES = 20000 };

static struct memory memory;
static struct pen pen = { .memory = &memory };

static int
setup(void **state)
{
	(void)state;
	return memory_start(&memory);
}

static int
teardown(void **state)
{
	(void)state;
	pen_release(&pen);
	memory_release(&memory);
	return 0;
}

/* What was written must be this text. */
static void
is_written(const char *wanted)
{
	assert_int_equal(pen.len, strlen(wanted));
	assert_memory_equal(pen.text, wanted, pen.len);
}

/* Numbers of all lengths, negative ones, and the ends of their range. */
static uint64_t
some_number(uint64_t *seed)
{
	uint64_t number = next_random(seed) >> random_below(seed, 64);

	return random_below(seed, 8) ? number : -number;
}

static void
numbers_are_as_printf_has_them(void **state)
{
	char wanted[256];
	uint64_t seed = 7;

	(void)state;
	for (int i = 0; i < TRIES; i++) {
		uint64_t n = some_number(&seed);
		unsigned width = (unsigned)random_below(&seed, 14);
		int32_t s = (int32_t)n;

		snprintf(wanted, sizeof wanted,
		    "%*" PRIu64 "%0*" PRIu64 "%*d|%0*d|%-*d|%16" PRIx64,
		    (int)width, n, (int)width, n, (int)width, s, (int)width, s,
		    (int)width, s, n);
		pen_write(&pen);
		pen_decimal(&pen, n, width, ' ');
		pen_decimal(&pen, n, width, '0');
		pen_signed(&pen, s, width, ' ');
		pen_bytes(&pen, "|", 1);
		pen_signed(&pen, s, width, '0');
		pen_bytes(&pen, "|", 1);
		pen_signed_left(&pen, s, width);
		pen_bytes(&pen, "|", 1);
		pen_address(&pen, n);
		is_written(wanted);
		pen_read(&pen, wanted, strlen(wanted));
		pen_decimal(&pen, n, width, ' ');
		pen_decimal(&pen, n, width, '0');
		assert_false(pen.stopped);
	}
}

static void
strings_are_padded(void **state)
{
	static const char *const strings[] = { "", "a", "swapper",
		"a task's name of 30 characters" };
	char wanted[64];

	(void)state;
	for (size_t i = 0; i < LENGTH(strings); i++) {
		snprintf(wanted, sizeof wanted, "%16s", strings[i]);
		pen_write(&pen);
		pen_padded(&pen, strings[i], 16);
		is_written(wanted);
	}
}

static void
what_is_new_is_learnt_and_then_written(void **state)
{
	static const char text[] = " name+0x1 (dso) =>             40a0\n";
	struct memory_piece piece = {
		.key = { .value = 1, .kind = MEMORY_IP },
	};

	(void)state;
	pen_write(&pen);
	remembered_until_address(&pen, &piece, " => ", 0x40a0);
	assert_true(pen.stopped);
	pen_read(&pen, text, sizeof text - 1);
	remembered_until_address(&pen, &piece, " => ", 0x40a0);
	pen_bytes(&pen, " => ", 4);
	pen_address(&pen, 0x40a0);
	pen_bytes(&pen, "\n", 1);
	assert_true(pen_has_read(&pen));
	remembered_learn(&pen);
	piece.text = memory_find(&memory, &piece.key);
	pen_write(&pen);
	remembered_until_address(&pen, &piece, " => ", 0xffff);
	is_written(" name+0x1 (dso)");
}

/* The place of a sample may look like the start of the branch behind it. */
static void
a_piece_may_end_within_what_tells_its_end(void **state)
{
	static const char text[] = " [unknown] ([unknown])[unknown]/f+0x1\n";
	struct memory_piece piece = {
		.key = { .value = 3, .kind = MEMORY_IP },
	};

	(void)state;
	pen_read(&pen, text, sizeof text - 1);
	remembered_within(&pen, &piece, ")[unknown]", 1);
	pen_bytes(&pen, "[unknown]/f+0x1\n", 16);
	assert_true(pen_has_read(&pen));
	remembered_learn(&pen);
	piece.text = memory_find(&memory, &piece.key);
	pen_write(&pen);
	remembered_within(&pen, &piece, ")main+0x2", 1);
	is_written(" [unknown] ([unknown])");
}

static void
an_arrow_is_never_part_of_a_text(void **state)
{
	static const char text[] = " name+0x2 (dso) => 40a0 other (dso)\n";
	const struct memory_piece piece = {
		.key = { .value = 2, .kind = MEMORY_IP },
	};

	(void)state;
	pen_read(&pen, text, sizeof text - 1);
	remembered_until(&pen, &piece, NULL);
	assert_true(pen.stopped);
}

/* Reads a frame as new, and writes it for another address. */
static void
frame_becomes(uint64_t value, const char *text, const char *wanted)
{
	struct memory_piece piece = {
		.key = { .value = value, .kind = MEMORY_FRAME },
	};

	pen_read(&pen, text, strlen(text));
	remembered_frame(&pen, &piece, 0x1234);
	assert_true(pen_has_read(&pen));
	remembered_learn(&pen);
	pen_write(&pen);
	piece.text = memory_find(&memory, &piece.key);
	remembered_frame(&pen, &piece, 0xabcdef);
	is_written(wanted);
}

static void
frames_are_learnt_without_their_address(void **state)
{
	(void)state;
	frame_becomes(10, "\t            1234 f+0x4 (dso)\n",
	    "\t          abcdef f+0x4 (dso)\n");
	frame_becomes(11,
	    "\t            1234 g (inlined)\n\t            1234 f+0x4 (dso)\n",
	    "\t          abcdef g (inlined)\n\t          abcdef f+0x4 (dso)\n");
	frame_becomes(12,
	    "\t            1234 g\n  a.c:1 (inlined)\n"
	    "\t            1234 f+0x4 (dso)\n  a.c:9\n",
	    "\t          abcdef g\n  a.c:1 (inlined)\n"
	    "\t          abcdef f+0x4 (dso)\n  a.c:9\n");
}

static void
a_name_with_a_newline_is_unclear(void **state)
{
	static const char text[] = "\t            1234 f (a\nb)\n"
				   "\t            5678 g (c)\n";
	const struct memory_piece f = {
		.key = { .value = 20, .kind = MEMORY_FRAME },
	};
	const struct memory_piece g = {
		.key = { .value = 21, .kind = MEMORY_FRAME },
	};

	(void)state;
	pen_read(&pen, text, sizeof text - 1);
	remembered_frame(&pen, &f, 0x1234);
	remembered_frame(&pen, &g, 0x5678);
	assert_false(pen_has_read(&pen));
	assert_true(pen_is_unclear(&pen));
}

static void
other_text_is_different_and_not_unclear(void **state)
{
	(void)state;
	pen_read(&pen, "12 ", 3);
	pen_decimal(&pen, 13, 0, ' ');
	assert_false(pen_has_read(&pen));
	assert_false(pen_is_unclear(&pen));
	pen_read(&pen, "12 rest", 7);
	pen_decimal(&pen, 12, 0, ' ');
	assert_false(pen_has_read(&pen));
}

static void
memory_keeps_all_that_fits(void **state)
{
	struct memory m = { 0 };
	char text[64];

	(void)state;
	assert_int_equal(memory_start(&m), 0);
	for (uint64_t i = 0; i < 50000; i++) {
		struct memory_key key = { .value = i, .kind = MEMORY_IP };
		int len = snprintf(text, sizeof text, "text of %" PRIu64, i);

		memory_add(&m, &key, text, (size_t)len, 1);
	}
	for (uint64_t i = 0; i < 50000; i++) {
		struct memory_key key = { .value = i, .kind = MEMORY_IP };
		const struct memory_text *t = memory_find(&m, &key);
		int len = snprintf(text, sizeof text, "text of %" PRIu64, i);

		assert_non_null(t);
		assert_int_equal(t->len, len);
		assert_memory_equal(t->text, text, (size_t)len);
		key.kind = MEMORY_ADDR;
		assert_null(memory_find(&m, &key));
	}
	memory_release(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_as_printf_has_them),
		cmocka_unit_test(strings_are_padded),
		cmocka_unit_test(what_is_new_is_learnt_and_then_written),
		cmocka_unit_test(a_piece_may_end_within_what_tells_its_end),
		cmocka_unit_test(an_arrow_is_never_part_of_a_text),
		cmocka_unit_test(frames_are_learnt_without_their_address),
		cmocka_unit_test(a_name_with_a_newline_is_unclear),
		cmocka_unit_test(other_text_is_different_and_not_unclear),
		cmocka_unit_test(memory_keeps_all_that_fits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
