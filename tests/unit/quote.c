/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/quote.h"
#include "base/words.h"

/* Says that a shell reads the quoted word back as it was. */
static void
assert_shell_reads(const char *word)
{
	char *quoted = quote_shell(word);
	char *command = xasprintf("printf '%%s' %s", quoted);
	FILE *sh = popen(command, "r");
	char got[1024];
	size_t len;

	assert_non_null(sh);
	len = fread(got, 1, sizeof got - 1, sh);
	got[len] = '\0';
	assert_int_equal(pclose(sh), 0);
	assert_string_equal(got, word);
	free(command);
	free(quoted);
}

static void
shell_reads_every_byte_back(void **state)
{
	char all[256] = "", word[] = "a?b";

	(void)state;
	for (int i = 1; i < 256; i++)
		all[i - 1] = i;
	assert_shell_reads(all);
	for (int i = 1; i < 256; i++) {
		word[1] = i;
		assert_shell_reads(word);
		assert_shell_reads(word + 1);
	}
}

static void
shell_reads_odd_words_back(void **state)
{
	static const char *const word[] = { "", " ", "'", "''", "a'b'c", "\n",
		"a\n", "~", "~root", "#x", "$HOME", "`id`", "$(id)", "\\",
		"a\\\nb", "!", "{a,b}", "*", "[a]", "x=1", "a;b", "&", "\"" };

	(void)state;
	for (size_t i = 0; i < LENGTH(word); i++)
		assert_shell_reads(word[i]);
}

static void
quotes_for_a_shell_only_if_needed(void **state)
{
	static const char *const plain[] = { "perf", "--time=1.5,2", "-C0",
		"a/b_c-d.e", "10%", "user@host:x", "+sym" };
	struct words w;
	char *text;

	(void)state;
	for (size_t i = 0; i < LENGTH(plain); i++) {
		text = quote_shell(plain[i]);
		assert_string_equal(text, plain[i]);
		free(text);
	}
	assert_int_equal(words_split(&w, "a 'b c' '' d"), 0);
	text = quote_shell_words(&w);
	assert_string_equal(text, "a 'b c' '' d");
	free(text);
	words_release(&w);
}

static void
doubles_dollars_for_recipes(void **state)
{
	char *text = quote_recipe("$a $$b # \\ c$");

	(void)state;
	assert_string_equal(text, "$$a $$$$b # \\ c$$");
	free(text);
	text = quote_recipe("");
	assert_string_equal(text, "");
	free(text);
}

static void
make_names_are_escaped(void **state)
{
	static const struct {
		const char *name, *quoted;
	} c[] = {
		{ "out/a.txt", "out/a.txt" },
		{ "a b", "a\\ b" },
		{ "a$b", "a$$b" },
		{ "a#b:c*d?e[f", "a\\#b\\:c\\*d\\?e\\[f" },
		{ "a~b", "a~b" },
		{ "a)b", "a)b" },
		{ "\xc3\xa4", "\xc3\xa4" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		const char *why = "unset";
		char *quoted = quote_make_name(c[i].name, &why);

		assert_null(why);
		assert_string_equal(quoted, c[i].quoted);
		free(quoted);
	}
}

static void
make_names_are_refused_with_the_reason(void **state)
{
	static const struct {
		const char *name, *why;
	} c[] = {
		{ "a\nb", "a newline" },
		{ "a\rb", "a carriage return" },
		{ "a\tb", "a tab" },
		{ "a\\b", "a backslash" },
		{ "a;b", "a ';'" },
		{ "a|b", "a '|'" },
		{ "~a", "a '~' at its start" },
		{ " a", "a blank at its start or end" },
		{ "a ", "a blank at its start or end" },
		{ "(a)", "a ')' at its end" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		const char *why;

		assert_null(quote_make_name(c[i].name, &why));
		assert_string_equal(why, c[i].why);
	}
}

static void
json_escapes(void **state)
{
	static const struct {
		const char *text, *json;
	} c[] = {
		{ "", "\"\"" },
		{ "a/b", "\"a/b\"" },
		{ "\"\\", "\"\\\"\\\\\"" },
		{ "\n\t\x01\x1f\x7f",
		    "\"\\u000a\\u0009\\u0001\\u001f\\u007f\"" },
		{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
		    "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"" },
		{ "a\xff" "b", "\"a\\ufffdb\"" },
		{ "\xc0\x80", "\"\\ufffd\\ufffd\"" },
		{ "\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"" },
		{ "\xe0\x80\x80", "\"\\ufffd\\ufffd\\ufffd\"" },
		{ "\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\"" },
		{ "\xf0\x80\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\"" },
		{ "\xc3", "\"\\ufffd\"" },
		{ "\xe2\x82", "\"\\ufffd\\ufffd\"" },
		{ "\xf0\x9f\x98x", "\"\\ufffd\\ufffd\\ufffdx\"" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		char *copy = xstrdup(c[i].text), *json;
		size_t len;
		FILE *f = open_memstream(&json, &len);

		quote_json(f, copy);
		fclose(f);
		assert_string_equal(json, c[i].json);
		free(json);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shell_reads_every_byte_back),
		cmocka_unit_test(shell_reads_odd_words_back),
		cmocka_unit_test(quotes_for_a_shell_only_if_needed),
		cmocka_unit_test(doubles_dollars_for_recipes),
		cmocka_unit_test(make_names_are_escaped),
		cmocka_unit_test(make_names_are_refused_with_the_reason),
		cmocka_unit_test(json_escapes),
	};

	return RUN(tests);
}
