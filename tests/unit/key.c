/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <string.h>

#include "base/words.h"
#include "plan/job_options.h"
#include "plan/key.h"

/* The key of a command and job options, with everything else the same. */
static struct key
key_for(const char *command, const struct job_options *options)
{
	struct digest contents = { "0123456789abcde" };
	struct digest found = { "02468ace13579bd" };
	struct digest identity = { "edcba9876543210" };
	struct words w;
	struct key key;

	assert_int_equal(words_split(&w, command), 0);
	key = key_of(&contents, &found, &w, &identity, options);
	words_release(&w);
	return key;
}

/* The same with a consumer. */
static struct key
key_with(const char *command, const char *consumer)
{
	return key_for(command, &(struct job_options){ .consumer = consumer });
}

/* The key of contents, what is found and other files, with everything else the same. */
static struct key
key_from(struct digest contents, struct digest found, struct digest identity)
{
	const struct job_options none = { 0 };
	struct words w;
	struct key key;

	assert_int_equal(words_split(&w, "perf script"), 0);
	key = key_of(&contents, &found, &w, &identity, &none);
	words_release(&w);
	return key;
}

static void
equal_inputs_have_equal_keys(void **state)
{
	struct key a = key_with("perf script -i x", "wc -l");
	struct key b = key_with("perf script -i x", "wc -l");

	(void)state;
	assert_string_equal(a.text, b.text);
	assert_int_equal(strlen(a.text), DIGEST_TEXT - 1);
	assert_int_equal(strspn(a.text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_"), DIGEST_TEXT - 1);
}

static void
commands_and_consumers_tell_keys_apart(void **state)
{
	static const struct {
		const char *command, *consumer;
	} c[] = {
		{ "perf script", NULL },
		{ "perf script ''", NULL },
		{ "'perf script'", NULL },
		{ "perf script -i x", NULL },
		{ "perf script -i 'x '", NULL },
		{ "perf script -ix", NULL },
		{ "perf script --time=1,2 -i x", NULL },
		{ "perf script --time=1,3 -i x", NULL },
		{ "perf script --cpu=1 -i x", NULL },
		{ "perf script", "" },
		{ "perf script", "wc" },
		{ "perf script", "wc " },
		{ "perf script wc", NULL },
		{ "perf script 'piped to' wc", NULL },
		{ "perf script 'not piped'", NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		for (size_t n = 0; n < i; n++) {
			struct key a = key_with(c[i].command, c[i].consumer);
			struct key b = key_with(c[n].command, c[n].consumer);

			assert_string_not_equal(a.text, b.text);
		}
	}
}

static void
contents_and_other_files_tell_keys_apart(void **state)
{
	const struct digest none = { { 0 } };
	struct key key = key_from(none, none, none);

	(void)state;
	assert_string_equal(key_from(none, none, none).text, key.text);
	for (size_t i = 0; i < DIGEST_LEN; i++) {
		struct digest other = none;
		struct key a, b, c;

		other.bytes[i] = 1;
		a = key_from(other, none, none);
		b = key_from(none, other, none);
		c = key_from(none, none, other);
		assert_string_not_equal(a.text, key.text);
		assert_string_not_equal(b.text, key.text);
		assert_string_not_equal(c.text, key.text);
		/* Nor is the one taken for the other. */
		assert_string_not_equal(a.text, b.text);
		assert_string_not_equal(a.text, c.text);
		assert_string_not_equal(b.text, c.text);
	}
}

static void
ways_to_fold_tell_keys_apart(void **state)
{
	static const struct job_options o[] = {
		{ .folds = false },
		{ .consumer = "folded 1" },
		{ .folds = true },
		{ .folds = true, .fold = { .event = "cycles" } },
		{ .folds = true, .fold = { .event = "instructions" } },
		{ .folds = true, .fold = { .with = FOLD_PID } },
		{ .folds = true, .fold = { .with = FOLD_PID | FOLD_TID } },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(o); i++)
		for (size_t n = 0; n < i; n++)
			assert_string_not_equal(
			    key_for("perf script", &o[i]).text,
			    key_for("perf script", &o[n]).text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_inputs_have_equal_keys),
		cmocka_unit_test(commands_and_consumers_tell_keys_apart),
		cmocka_unit_test(ways_to_fold_tell_keys_apart),
		cmocka_unit_test(contents_and_other_files_tell_keys_apart),
	};

	return RUN(tests);
}
