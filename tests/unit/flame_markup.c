/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "flame/markup.h"
#include "flame/palette.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static void
assert_xml(const char *text, size_t columns, const char *wanted)
{
	char *got;
	size_t len;
	FILE *f = xmemstream(&got, &len);

	markup_write_xml(f, text, strlen(text), columns);
	fclose(f);
	assert_string_equal(got, wanted);
	free(got);
}

static void
assert_json(const char *text, const char *wanted)
{
	char *got;
	size_t len;
	FILE *f = xmemstream(&got, &len);

	markup_write_json(f, text, strlen(text));
	fclose(f);
	assert_string_equal(got, wanted);
	free(got);
}

static void
markup_is_escaped(void **state)
{
	(void)state;
	assert_xml("a<b>&\"c\"'", 99, "a&lt;b&gt;&amp;&quot;c&quot;'");
	assert_json("</script>]]>&\"\\", "\"\\u003c/script\\u003e]]\\u003e"
					 "\\u0026\\\"\\\\\"");
}

static void
what_xml_does_not_have_is_replaced(void **state)
{
	static const char *const bad[] = { "\x01", "\t", "\n", "\x1f", "\x7f",
		"\xc2\x85", "\xef\xbf\xbe", "\xef\xbf\xbf", "\xff", "\xc3",
		"\x80" };

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		char *text = xasprintf("a%sb", bad[i]);

		assert_xml(text, 99, "a" BAD "b");
		assert_json(text, "\"a" BAD "b\"");
		free(text);
	}
	assert_xml("\xed\xa0\x80", 99, BAD BAD BAD); /* a surrogate */
	assert_json("\xc3\xa4\xe6\xbc\xa2\xf0\x9f\x94\xa5",
	    "\"\xc3\xa4\xe6\xbc\xa2\xf0\x9f\x94\xa5\"");
}

static void
long_text_is_shortened_to_columns(void **state)
{
	(void)state;
	assert_xml("abcdef", 6, "abcdef");
	assert_xml("abcdef", 5, "abc..");
	assert_xml("<<<<<<", 5, "&lt;&lt;&lt;..");
	assert_xml("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", 4,
	    "\xc3\xa4\xc3\xa4..");
	assert_xml("\xe6\xbc\xa2\xe6\xbc\xa2", 4, "\xe6\xbc\xa2\xe6\xbc\xa2");
	assert_xml("\xe6\xbc\xa2\xe6\xbc\xa2", 3, "..");
}

static void
kinds_are_known_by_name_and_place(void **state)
{
	static const struct {
		const char *name;
		unsigned depth;
		enum palette_kind kind;
		size_t len;
	} known[] = {
		{ "schedule_[k]", 3, PALETTE_KERNEL, 8 },
		{ "std::sort_[i]", 3, PALETTE_INLINED, 9 },
		{ "JS:~f_[j]", 3, PALETTE_JIT, 5 },
		{ "schedule", 3, PALETTE_USER, 8 },
		{ "f_[x]", 3, PALETTE_USER, 5 },
		{ "_[k]", 3, PALETTE_KERNEL, 0 },
		{ "k]", 3, PALETTE_USER, 2 },
		{ "", 3, PALETTE_USER, 0 },
		{ "std::sort", 3, PALETTE_CLASSES, 9 },
		{ "java/lang/Object", 3, PALETTE_CLASSES, 16 },
		{ "f(int)", 3, PALETTE_CLASSES, 6 },
		{ "_ZN1aC1Ev", 3, PALETTE_CLASSES, 9 },
		{ "[libc.so.6]", 3, PALETTE_USER, 11 },
		{ "[/usr/lib/x.so]", 3, PALETTE_USER, 15 },
		{ "/usr/bin/x", 3, PALETTE_USER, 10 },
		{ "kworker/0:1", 1, PALETTE_COMMAND, 11 },
		{ "all", 0, PALETTE_COMMAND, 3 },
		{ "schedule_[k]", 1, PALETTE_KERNEL, 8 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++) {
		struct look look = palette_look(known[i].name);

		assert_int_equal(
		    palette_kind_at(&look, known[i].depth), known[i].kind);
		assert_int_equal(look.name_len, known[i].len);
		assert_true(look.shade < PALETTE_SHADES);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_is_escaped),
		cmocka_unit_test(what_xml_does_not_have_is_replaced),
		cmocka_unit_test(long_text_is_shortened_to_columns),
		cmocka_unit_test(kinds_are_known_by_name_and_place),
	};

	return RUN(tests);
}
