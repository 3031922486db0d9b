/* SPDX-License-Identifier: GPL-2.0-only */
/* Which word may have been meant. */
#include "unit/testing.h"

#include "base/nearest.h"

/* Returns which of some words is found; "" for none. */
static const char *
nearest_of(const char *wanted)
{
	static const char *const known[] = { "run", "emit", "plan", "merge",
		"info", "slice", "clean", "job", "keep-going", "" };
	struct nearest n = { .wanted = wanted };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		nearest_try(&n, known[i]);
	return n.word ? n.word : "nothing";
}

static void
finds_letters_left_out_added_and_changed(void **state)
{
	(void)state;
	assert_string_equal(nearest_of("emt"), "emit");
	assert_string_equal(nearest_of("pplan"), "plan");
	assert_string_equal(nearest_of("imfo"), "info");
	assert_string_equal(nearest_of("keepgoing"), "keep-going");
	assert_string_equal(nearest_of("keep_goin"), "keep-going");
}

static void
finds_letters_that_were_swapped(void **state)
{
	(void)state;
	assert_string_equal(nearest_of("rnu"), "run");
	assert_string_equal(nearest_of("slcie"), "slice");
	assert_string_equal(nearest_of("lcaen"), "clean");
}

static void
finds_the_likest(void **state)
{
	struct nearest n = { .wanted = "merges" };

	(void)state;
	assert_true(nearest_try(&n, "merced"));
	assert_true(nearest_try(&n, "merge"));
	assert_int_equal(n.distance, 1);
	assert_false(nearest_try(&n, "verges"));
	assert_string_equal(n.word, "merge");
}

static void
finds_nothing_where_nothing_is_like(void **state)
{
	(void)state;
	assert_string_equal(nearest_of("x"), "nothing");
	assert_string_equal(nearest_of("ru"), "run");
	assert_string_equal(nearest_of("decode"), "nothing");
	assert_string_equal(nearest_of("abc"), "nothing");
}

static void
takes_long_words_for_no_others(void **state)
{
	char word[4096];
	struct nearest n = { .wanted = word };

	(void)state;
	for (size_t i = 0; i < sizeof word - 1; i++)
		word[i] = 'a';
	word[sizeof word - 1] = '\0';
	assert_false(nearest_try(&n, word + 1));
	assert_false(nearest_try(&n, "run"));
	n.wanted = "run";
	assert_false(nearest_try(&n, word));
	/* The longest there are. */
	n.wanted = word + sizeof word - 1 - 32;
	assert_true(nearest_try(&n, word + sizeof word - 1 - 31));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_letters_left_out_added_and_changed),
		cmocka_unit_test(finds_letters_that_were_swapped),
		cmocka_unit_test(finds_the_likest),
		cmocka_unit_test(finds_nothing_where_nothing_is_like),
		cmocka_unit_test(takes_long_words_for_no_others),
	};

	return RUN(tests);
}
