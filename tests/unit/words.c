/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/words.h"

/* Says that text splits into the words, of which NULL is the end. */
static void
assert_splits(const char *text, const char *const *word)
{
	struct words w;
	size_t count = 0;

	assert_int_equal(words_split(&w, text), 0);
	for (; word[count]; count++) {
		assert_true(count < w.count);
		assert_string_equal(w.word[count], word[count]);
	}
	assert_int_equal(w.count, count);
	if (count)
		assert_null(w.word[count]);
	words_release(&w);
}

#define SPLITS(text, ...) \
	assert_splits(text, (const char *const[]){ __VA_ARGS__, NULL })

static void
blanks_separate_words(void **state)
{
	(void)state;
	SPLITS("a b c", "a", "b", "c");
	SPLITS("  a \t\n b ", "a", "b");
	SPLITS("", NULL);
	SPLITS(" \t\n", NULL);
}

static void
quotes_hold_words_together(void **state)
{
	(void)state;
	SPLITS("'a b' \"c d\" e\\ f", "a b", "c d", "e f");
	SPLITS("a'b'\"c\"d", "abcd");
	SPLITS("'\"' \"'\"", "\"", "'");
	SPLITS("'a\\b' \"a\\b\"", "a\\b", "a\\b");
	SPLITS("\"a\\\\b\\\"c\\$d\\`e\"", "a\\b\"c$d`e");
	SPLITS("'a\nb'", "a\nb");
}

static void
empty_quotes_are_empty_words(void **state)
{
	(void)state;
	SPLITS("''", "");
	SPLITS("'' \"\" x", "", "", "x");
	SPLITS("a''b", "ab");
}

static void
backslash_and_newline_vanish(void **state)
{
	(void)state;
	SPLITS("a\\\nb", "ab");
	SPLITS("\"a\\\nb\"", "ab");
	SPLITS("'a\\\nb'", "a\\\nb");
}

static void
refuses_unclosed_quotes(void **state)
{
	static const char *const text[] = { "'", "\"", "a 'b", "a \"b", "'a\"",
		"\"a'", "a\\", "'a\\'b'", "\"a\\\"" };

	(void)state;
	for (size_t i = 0; i < LENGTH(text); i++) {
		struct words w;

		if (words_split(&w, text[i]) != -1)
			fail_msg("<%s> was split", text[i]);
		assert_null(w.word);
		assert_int_equal(w.count, 0);
	}
}

/* Returns what a shell makes of the words in text, each behind a "<". */
static char *
shell_words(const char *text)
{
	char *line = xasprintf("set -- %s\nfor w do printf '<%%s' \"$w\"; done",
	    text);
	FILE *sh = popen(line, "r"); /* runs sh -c */
	char *out = NULL;
	size_t room = 0;

	assert_non_null(sh);
	if (getdelim(&out, &room, '\0', sh) < 0)
		*(out = xreallocarray(out, 1, 1)) = '\0';
	assert_int_equal(pclose(sh), 0);
	free(line);
	return out;
}

static void
assert_splits_like_a_shell(const char *text)
{
	char *expected = shell_words(text), *got = xstrdup("");
	struct words w;

	assert_int_equal(words_split(&w, text), 0);
	for (size_t n = 0; n < w.count; n++) {
		char *longer = xasprintf("%s<%s", got, w.word[n]);

		free(got);
		got = longer;
	}
	words_release(&w);
	assert_string_equal(got, expected);
	free(expected);
	free(got);
}

static void
splits_like_a_shell(void **state)
{
	static const char *const text[] = {
		"a",
		"a b",
		" a\tb ",
		"''",
		"'' ''",
		"\"\"",
		"a''b\"\"c",
		"'a b'c",
		"'a'\\''b'",
		"\"a'b\"",
		"'a\"b'",
		"\"\\a\\b\\n\"",
		"\"\\\\\"",
		"\"\\\"\"",
		"\"\\$x\"",
		"\"\\`x\"",
		"\"\\'\"",
		"\\a\\ \\'\\\"\\\\",
		"\\$x",
		"'$x' '`y`' '\\'",
		"a\\\nb",
		"\"a\\\nb\"",
		"'a\nb'",
		"\"a\nb\"",
		"--time=1,2 -F 'comm, ip'",
		"x=1 a=\"b c\"d",
		"-e \\;",
		"\"\\\n\"",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(text); i++)
		assert_splits_like_a_shell(text[i]);
}

/* A backslash and a newline alone join lines and are no word. */
static void
joined_lines_make_no_empty_word(void **state)
{
	static const char *const text[] = { "\\\n a", "a \\\n b", "a \\\n",
		"\\\n" };

	(void)state;
	for (size_t i = 0; i < LENGTH(text); i++)
		assert_splits_like_a_shell(text[i]);
}

static void
inserts_and_removes_anywhere(void **state)
{
	struct words w, copy;

	(void)state;
	words_init(&w);
	words_add(&w, "b");
	words_insertf(&w, 0, "%s", "a");
	words_insertf(&w, 2, "%d", 4);
	words_addf(&w, "%s=%d", "x", 5);
	words_copy(&copy, &w);
	words_remove(&w, 1);
	words_remove(&w, 0);
	assert_int_equal(w.count, 2);
	assert_string_equal(w.word[0], "4");
	assert_string_equal(w.word[1], "x=5");
	assert_null(w.word[2]);
	assert_int_equal(copy.count, 4);
	assert_string_equal(copy.word[0], "a");
	assert_string_equal(copy.word[1], "b");
	words_release(&w);
	words_release(&copy);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blanks_separate_words),
		cmocka_unit_test(quotes_hold_words_together),
		cmocka_unit_test(empty_quotes_are_empty_words),
		cmocka_unit_test(backslash_and_newline_vanish),
		cmocka_unit_test(refuses_unclosed_quotes),
		cmocka_unit_test(splits_like_a_shell),
		cmocka_unit_test(joined_lines_make_no_empty_word),
		cmocka_unit_test(inserts_and_removes_anywhere),
	};

	return RUN(tests);
}
