/* SPDX-License-Identifier: GPL-2.0-only */
/* Folded stacks, counted, sorted and added up. */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "fold/folded_lines.h"
#include "fold/stacks.h"
#include "fold/tally.h"
#include "unit/capture.h"
#include "unit/random.h"

enum { FILES = 5, STACKS = 60 };

/* Returns what stacks are written as, for free(3). */
static char *
write_stacks(const struct tally *s)
{
	char *text;
	size_t len;
	FILE *out = xmemstream(&text, &len);

	stacks_write(s, out);
	fclose(out);
	return text;
}

/* Adds up files with these texts; returns what is written, for free(3). */
static char *
add_up(const char **texts, size_t count, int *status)
{
	struct folded_input in[FILES];
	char *text;
	size_t len;
	FILE *out = xmemstream(&text, &len);

	for (size_t i = 0; i < count; i++) {
		size_t size = strlen(texts[i]);

		in[i].name = "a.folded";
		in[i].stream = size ? fmemopen((void *)texts[i], size, "r") :
				      fopen("/dev/null", "r");
		assert_non_null(in[i].stream);
	}
	*status = folded_add_up(in, count, out);
	for (size_t i = 0; i < count; i++)
		fclose(in[i].stream);
	fclose(out);
	return text;
}

static void
stacks_are_sorted_by_their_lines(void **state)
{
	struct tally s = { 0 };
	char *text;

	(void)state;
	tally_add(&s, "b", 1, 1);
	tally_add(&s, "a;b", 3, 12);
	tally_add(&s, "a", 1, 3);
	tally_add(&s, "a 2 x", 5, 1);
	tally_add(&s, "a\tb", 3, 1);
	tally_add(&s, "a 4", 3, 1);
	tally_add(&s, "a", 1, 0);
	tally_add(&s, "c", 1, 0);
	text = write_stacks(&s);
	assert_string_equal(text,
	    "a\tb 1\na 2 x 1\na 3\na 4 1\na;b 12\nb 1\nc 0\n");
	free(text);
	tally_clear(&s);
	text = write_stacks(&s);
	assert_string_equal(text, "");
	free(text);
	tally_release(&s);
}

static void
counts_of_equal_stacks_are_added_up(void **state)
{
	const char *texts[] = { "a 10\na;b 2\n", "", "a 2 b 1\na 3\nc 1\n" };
	int status;
	char *text = add_up(texts, LENGTH(texts), &status);

	(void)state;
	assert_int_equal(status, 0);
	assert_string_equal(text, "a 13\na 2 b 1\na;b 2\nc 1\n");
	free(text);
	text = add_up(texts, 0, &status);
	assert_int_equal(status, 0);
	assert_string_equal(text, "");
	free(text);
}

/* Adds a random stack, whose blanks and digits look like counts. */
static void
add_random(uint64_t *seed, struct tally *part, struct tally *whole)
{
	static const char letters[] = "a1 ;(\t9 ";
	char stack[8];
	size_t len = 1 + random_below(seed, 7);
	uint64_t count = random_below(seed, 1 << random_below(seed, 14));

	for (size_t i = 0; i < len; i++)
		stack[i] = letters[random_below(seed, sizeof letters - 1)];
	tally_add(part, stack, len, count);
	tally_add(whole, stack, len, count);
}

static void
check_sorted(const char *text)
{
	const char *line = text, *next;

	for (; (next = strchr(line, '\n')) && next[1]; line = next + 1) {
		size_t this_len = next - line;
		size_t len = strchr(next + 1, '\n') - next - 1;
		size_t least = this_len < len ? this_len : len;
		int order = memcmp(line, next + 1, least);

		assert_true(order < 0 || (!order && least < len));
	}
}

static void
parts_add_up_to_the_whole(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int round = 0; round < 1000; round++) {
		struct tally part[FILES] = { 0 }, whole = { 0 };
		const char *texts[FILES];
		char *got, *wanted;
		int status;

		for (int i = 0; i < STACKS; i++)
			add_random(&seed, &part[random_below(&seed, FILES)],
			    &whole);
		for (int i = 0; i < FILES; i++)
			texts[i] = write_stacks(&part[i]);
		got = add_up(texts, FILES, &status);
		wanted = write_stacks(&whole);
		assert_int_equal(status, 0);
		assert_string_equal(got, wanted);
		check_sorted(wanted);
		for (int i = 0; i < FILES; i++) {
			free((void *)texts[i]);
			tally_release(&part[i]);
		}
		tally_release(&whole);
		free(got);
		free(wanted);
	}
}

/* Checks that a file is refused, and what is said. */
static void
check_refused(const char *text, const char *message)
{
	const char *texts[] = { "a 1\n", text };
	char *got;
	int status;

	capture_start();
	got = add_up(texts, LENGTH(texts), &status);
	assert_non_null(strstr(capture_end(), message));
	assert_int_equal(status, -1);
	free(got);
}

static void
other_lines_are_refused(void **state)
{
	(void)state;
	check_refused("a;b 1\nx\n", "a.folded:2: no folded stack: "
				    "expected a stack, a blank and a count");
	check_refused("a;b 1\nb 2", "a.folded:2: no folded stack");
	check_refused("a;b 1x\n", "a.folded:1: no folded stack");
	check_refused("\n", "a.folded:1: no folded stack");
	check_refused(" 1\n", "a.folded:1: no folded stack");
	check_refused("a \n", "a.folded:1: no folded stack");
	check_refused("a 99999999999999999999\n", "a.folded:1: no folded stack");
	check_refused("a 1\nc 1\nb 1\n", "a.folded:3: not in order; "
					 "sort the file with LC_ALL=C sort");
}

static void
what_cannot_be_read_is_told(void **state)
{
	struct folded_input in = { fopen("/", "r"), "/" };

	(void)state;
	assert_non_null(in.stream);
	capture_start();
	assert_int_equal(folded_add_up(&in, 1, stdout), -1);
	assert_non_null(strstr(capture_end(), "cannot read /: Is a dir"));
	fclose(in.stream);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stacks_are_sorted_by_their_lines),
		cmocka_unit_test(counts_of_equal_stacks_are_added_up),
		cmocka_unit_test(parts_add_up_to_the_whole),
		cmocka_unit_test(other_lines_are_refused),
		cmocka_unit_test(what_cannot_be_read_is_told),
	};

	return RUN(tests);
}
