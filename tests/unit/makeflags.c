/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jobserver/makeflags.h"

#define POOL "-j3 --jobserver-auth=3,4"

/* Returns what text says; to be released. */
static struct makeflags
parsed(const char *text)
{
	struct makeflags f;

	assert_int_equal(makeflags_parse(&f, text), 0);
	return f;
}

/* Passes when text names a pool in this way, by this value, NULL for none. */
static void
assert_auth(const char *text, enum makeflags_auth auth, const char *value)
{
	struct makeflags f = parsed(text);

	if (f.auth != auth)
		fail_msg("<%s> is %d, not %d", text, f.auth, auth);
	if (value)
		assert_string_equal(f.value, value);
	else
		assert_null(f.value);
	if (auth != AUTH_FIFO)
		assert_null(f.fifo);
	makeflags_release(&f);
}

/* Passes when text names the pool of these two descriptors. */
static void
assert_pipe(const char *text, int read_fd, int write_fd)
{
	struct makeflags f = parsed(text);

	assert_int_equal(f.auth, AUTH_PIPE);
	assert_int_equal(f.read_fd, read_fd);
	assert_int_equal(f.write_fd, write_fd);
	makeflags_release(&f);
}

/* Passes when text names the FIFO of this path. */
static void
assert_fifo(const char *text, const char *path)
{
	struct makeflags f = parsed(text);

	assert_int_equal(f.auth, AUTH_FIFO);
	assert_string_equal(f.fifo, path);
	assert_ptr_equal(f.fifo, f.value + strlen("fifo:"));
	makeflags_release(&f);
}

/* Passes when text has these of the letters n, t and q. */
static void
assert_letters(const char *text, const char *letters)
{
	struct makeflags f = parsed(text);

	if (f.just_print != !!strchr(letters, 'n') ||
	    f.touch != !!strchr(letters, 't') ||
	    f.question != !!strchr(letters, 'q'))
		fail_msg("<%s> has other letters than <%s>", text, letters);
	makeflags_release(&f);
}

/* Passes when text has a -j of this number, 0 for one without a number. */
static void
assert_jobs(const char *text, unsigned jobs)
{
	struct makeflags f = parsed(text);

	if (!f.has_jobs || f.jobs != jobs)
		fail_msg("<%s> has %s%u", text, f.has_jobs ? "-j" : "no -j, ",
		    f.jobs);
	makeflags_release(&f);
}

static void
assert_no_jobs(const char *text)
{
	struct makeflags f = parsed(text);

	if (f.has_jobs || f.jobs)
		fail_msg("<%s> has -j%u", text, f.jobs);
	makeflags_release(&f);
}

static void
assert_load_limit(const char *text, double limit)
{
	struct makeflags f = parsed(text);

	if (!(f.load_limit == limit))
		fail_msg("<%s> has the limit %g", text, f.load_limit);
	makeflags_release(&f);
}

static void
P1_unset_empty_and_blank_name_no_pool(void **state)
{
	static const char *const text[] = { NULL, "", " ", " \t\n  " };

	(void)state;
	for (size_t i = 0; i < LENGTH(text); i++) {
		assert_auth(text[i], AUTH_NONE, NULL);
		assert_no_jobs(text[i]);
		assert_letters(text[i], "");
		assert_load_limit(text[i], 0);
	}
}

static void
P2_letters_are_a_first_word_without_a_dash(void **state)
{
	(void)state;
	assert_letters("kns --jobserver-auth=fifo:foo", "n");
	assert_fifo("kns --jobserver-auth=fifo:foo", "foo");
	assert_letters("n", "n");
	assert_letters("t -j4", "t");
	assert_letters("kqw", "q");
	assert_letters("ntq", "ntq");
	assert_letters(" n -j4", "n");
	assert_letters("ks -j4", "");
}

static void
P2_options_and_variables_are_no_letters(void **state)
{
	(void)state;
	assert_letters("-one-flag --jobserver-auth=fifo:foo", "");
	assert_letters("-n", "");
	assert_letters("--print-directory", "");
	assert_letters("ntq=ntq", "");
	assert_letters("-- ntq", "");
	assert_letters("-j4 ntq", "");
	assert_letters("k ntq", "");
}

static void
P3_the_last_option_that_names_a_pool_holds(void **state)
{
	(void)state;
	assert_fifo("--jobserver-auth=10,42 --jobserver-fds=12,44 "
	    "--jobserver-auth=fifo:F", "F");
	assert_pipe("--jobserver-auth=10,42 --jobserver-fds=12,44", 12, 44);
	assert_pipe("--jobserver-fds=12,44 --jobserver-auth=10,42", 10, 42);
	assert_pipe("--jobserver-auth=fifo:F -j2 --jobserver-auth=0,1", 0, 1);
	assert_auth("--jobserver-auth=3,4 --jobserver-auth=", AUTH_BROKEN, "");
	assert_auth("--jobserver-auth=3,4 --jobserver-auth=x", AUTH_NAMED, "x");
}

static void
P3_negative_descriptors_keep_the_pool_from_us(void **state)
{
	(void)state;
	assert_auth("--jobserver-auth=-1,42", AUTH_CLOSED, "-1,42");
	assert_auth("--jobserver-auth=10,-42", AUTH_CLOSED, "10,-42");
	assert_auth(" -j4 --jobserver-auth=3,4 --jobserver-auth=-2,-2",
	    AUTH_CLOSED, "-2,-2");
	assert_pipe("--jobserver-auth=-2,-2 --jobserver-auth=3,4", 3, 4);
}

static void
P4_what_is_neither_descriptors_nor_a_path_is_broken(void **state)
{
	static const char *const value[] = { "", ",", "10,", ",10", "10,x",
		"x,10", "3,4,5", "3,4x", "3,,4", "fifo:", "pipe:3,4",
		"/tmp/fifo", "\\ 3,4", "3,\\ 4", "3,2147483648",
		"-2147483649,4", "99999999999999999999,4" };

	(void)state;
	for (size_t i = 0; i < LENGTH(value); i++) {
		char text[64];
		struct makeflags f;

		snprintf(text, sizeof text, "--jobserver-fds=%s", value[i]);
		f = parsed(text);
		if (f.auth != AUTH_BROKEN)
			fail_msg("<%s> is %d", text, f.auth);
		makeflags_release(&f);
	}
	assert_pipe("--jobserver-fds=2147483647,4", INT_MAX, 4);
}

static void
P5_a_path_may_have_blanks_and_backslashes(void **state)
{
	(void)state;
	assert_fifo("--jobserver-auth=fifo:/a\\ b/f", "/a b/f");
	assert_fifo("k --jobserver-auth=fifo:/a\\\tb/f -j2", "/a\tb/f");
	assert_fifo("--jobserver-auth=fifo:/a\\\\b", "/a\\b");
	assert_fifo("--jobserver-auth=fifo:/a\\\\ -j2", "/a\\");
	assert_fifo("--jobserver-auth=fifo:/a$b", "/a$b");
	assert_fifo("--jobserver-auth=fifo:/a$$b", "/a$$b");
	assert_fifo("--jobserver-auth=fifo:\\ ", " ");
}

/* make 4.4.1 doubles it in variables only. */
static void
P5_a_dollar_in_a_path_stands_for_itself(void **state)
{
	(void)state;
	assert_fifo("--jobserver-auth=fifo:/a$b$", "/a$b$");
	assert_fifo("--jobserver-auth=fifo:/a$$b", "/a$$b");
}

static void
P5_two_dashes_end_the_options(void **state)
{
	(void)state;
	assert_auth(" -- FOO=x\\ --jobserver-auth=9,9", AUTH_NONE, NULL);
	assert_auth("-- --jobserver-auth=9,9", AUTH_NONE, NULL);
	assert_pipe("--jobserver-auth=3,4 -- --jobserver-auth=9,9", 3, 4);
	assert_no_jobs("k -- -j4");
	assert_load_limit("k -- -l4", 0);
	/* Only when they are a word. */
	assert_pipe("FOO=-- --jobserver-auth=9,9", 9, 9);
	assert_pipe("FOO=a\\ -- --jobserver-auth=9,9", 9, 9);
}

static void
P6_a_bare_name_is_a_semaphore(void **state)
{
	(void)state;
	assert_auth("--jobserver-auth=gmake_semaphore_1234", AUTH_NAMED,
	    "gmake_semaphore_1234");
	assert_auth("--jobserver-auth=fifo", AUTH_NAMED, "fifo");
	assert_auth("--jobserver-auth=3", AUTH_NAMED, "3");
}

static void
options_that_only_look_like_a_pool_are_none(void **state)
{
	static const char *const text[] = { "--jobserver-auth",
		"--jobserver-auth 3,4", "--jobserver-fds", "jobserver-auth=3,4",
		"-jobserver-auth=3,4", "--jobserver-style=fifo",
		"--jobserver-authority=3,4", "X=--jobserver-auth=3,4",
		"X=a\\ --jobserver-auth=3,4" };

	(void)state;
	for (size_t i = 0; i < LENGTH(text); i++)
		assert_auth(text[i], AUTH_NONE, NULL);
}

static void
jobs_have_a_number_or_no_limit(void **state)
{
	(void)state;
	assert_jobs("-j", 0);
	assert_jobs("--jobs", 0);
	assert_jobs("-j1", 1);
	assert_jobs(" -j4", 4);
	assert_jobs("k -j12 -l2", 12);
	assert_jobs("--jobs=7", 7);
	assert_jobs("-j2147483647", INT_MAX);
	assert_jobs("-j4 -j8", 8);
	assert_jobs("-j4 -j", 0);
	assert_jobs("-j --jobs=2", 2);
}

/* As by make, which would not have started us. */
static void
jobs_of_no_number_are_left_out(void **state)
{
	static const char *const text[] = { "-j0", "-j-1", "-jx", "-j4x",
		"-j\\ 4", "--jobs=0", "-j2147483648", "-j4294967297",
		"-j99999999999999999999", "--jobs=99999999999999999999" };

	(void)state;
	for (size_t i = 0; i < LENGTH(text); i++)
		assert_no_jobs(text[i]);
	assert_jobs("-j4 -jx", 4);
	assert_no_jobs("--jobserver-auth=3,4");
	assert_no_jobs("--jobsx=4");
	assert_no_jobs("j4");
}

static void
the_load_limit_is_a_number_or_lifted(void **state)
{
	(void)state;
	assert_load_limit("-l2.5", 2.5);
	assert_load_limit("k -j4 -l3", 3);
	assert_load_limit("--load-average=1.5", 1.5);
	assert_load_limit("--max-load=4", 4);
	assert_load_limit("-l2.5 -l4", 4);
	assert_load_limit("-l2.5 -l", 0);
	assert_load_limit("-l", 0);
	assert_load_limit("-lx", 0);
	assert_load_limit("-l2x", 0);
	assert_load_limit("-l-1", 0);
	assert_load_limit("-lnan", 0);
}

static void
a_backslash_at_the_end_stands_for_itself(void **state)
{
	(void)state;
	assert_fifo("--jobserver-auth=fifo:/a\\", "/a\\");
	assert_letters("n\\", "n");
	assert_auth("\\", AUTH_NONE, NULL);
}

static void
a_backslash_before_any_letter_vanishes(void **state)
{
	(void)state;
	assert_pipe("\\-\\-jobserver-auth\\=3\\,4", 3, 4);
	assert_jobs("-\\j4", 4);
	assert_no_jobs("k \\-- -j4");
}

/* What makes 4.1 to 4.4.1 wrote, word for word. */
static void
reads_what_makes_write(void **state)
{
	(void)state;
	assert_pipe(" -j --jobserver-fds=3,4", 3, 4);
	assert_jobs(" -j4 --jobserver-auth=3,4", 4);
	assert_letters("n -j4 --jobserver-auth=3,4", "n");
	assert_fifo(" -j4 --jobserver-auth=fifo:/tmp/GMfifo6180",
	    "/tmp/GMfifo6180");
	assert_fifo("ks -j4 -l2.5 --jobserver-auth=fifo:/tmp/GMfifo1 "
	    "--no-print-directory -- A=n\\ t B=$$HOME", "/tmp/GMfifo1");
	assert_auth(" -j4 --jobserver-auth=3,4 --jobserver-auth=-2,-2",
	    AUTH_CLOSED, "-2,-2");
}

static void
is_released_twice_without_harm(void **state)
{
	struct makeflags f = parsed("--jobserver-auth=fifo:F");

	(void)state;
	makeflags_release(&f);
	makeflags_release(&f);
	assert_null(f.fifo);
}

/* Passes when another pool makes expected of text, and so it stays. */
static void
assert_replaced(const char *text, const char *words, const char *expected)
{
	char *once = makeflags_replace_pool(text, words), *twice;

	assert_non_null(once);
	twice = makeflags_replace_pool(once, words);
	assert_non_null(twice);
	assert_string_equal(once, expected);
	assert_string_equal(twice, expected);
	free(once);
	free(twice);
}

static void
a_pool_is_added_to_nothing(void **state)
{
	(void)state;
	assert_replaced(NULL, POOL, " " POOL);
	assert_replaced("", POOL, " " POOL);
	assert_replaced("  ", POOL, " " POOL);
	assert_replaced(NULL, NULL, "");
	assert_replaced("", "", "");
}

static void
letters_stay_at_the_start(void **state)
{
	(void)state;
	assert_replaced("kn", POOL, "kn " POOL);
	assert_replaced("kn -j8 --jobserver-auth=7,8", POOL, "kn " POOL);
	assert_replaced("kn -j8", NULL, "kn");
	assert_replaced(" kn", POOL, " kn " POOL);
}

/* Or make would take an option for letters. */
static void
options_at_the_start_get_a_blank(void **state)
{
	(void)state;
	assert_replaced("-k", POOL, " -k " POOL);
	assert_replaced("--trace", NULL, " --trace");
	assert_replaced("-j8 -k", POOL, " -k " POOL);
	assert_replaced(" -j8 -k", NULL, " -k");
}

static void
every_way_to_write_jobs_and_pool_goes(void **state)
{
	(void)state;
	assert_replaced("k -j --jobs --jobs=4 -j5 -jx s", NULL, "k s");
	assert_replaced("k --jobserver-fds=3,4 --jobserver-auth=fifo:F "
	    "--jobserver-style=pipe s", NULL, "k s");
	assert_replaced("k --jobserver-auth=fifo:/a\\ b/f -l2.5", POOL,
	    "k -l2.5 " POOL);
	assert_replaced("k --jobsx=1 --job -Jx", NULL, "k --jobsx=1 --job -Jx");
}

static void
variables_are_kept_behind_the_pool(void **state)
{
	(void)state;
	assert_replaced("k -j8 -- A=1 B=2", POOL, "k " POOL " -- A=1 B=2");
	assert_replaced(" -j8 -- A=1", NULL, " -- A=1");
	assert_replaced("-- A=x\\ --jobserver-auth=9,9", POOL,
	    " " POOL " -- A=x\\ --jobserver-auth=9,9");
	assert_replaced("k -- -j4 --jobserver-auth=9,9", POOL,
	    "k " POOL " -- -j4 --jobserver-auth=9,9");
	assert_replaced("A=1 -j4", POOL, "A=1 " POOL);
	assert_replaced("--", POOL, " " POOL " --");
}

static void
quoting_is_kept_as_it_is_written(void **state)
{
	(void)state;
	assert_replaced("k -I/a\\ b\\\\ -- A=$$x\\\tB=\\y", POOL,
	    "k -I/a\\ b\\\\ " POOL " -- A=$$x\\\tB=\\y");
}

/*
 * A backslash that ended the text, and stood for itself there, quoted the blank
 * before the pool.
 */
static void
a_backslash_at_the_end_does_not_join_the_pool(void **state)
{
	char *text = makeflags_replace_pool("n -Ix\\", POOL);

	(void)state;
	assert_pipe(text, 3, 4);
	assert_jobs(text, 3);
	assert_letters(text, "n");
	free(text);
	text = makeflags_replace_pool("n\\", POOL);
	assert_jobs(text, 3);
	free(text);
}

/* "\-j4" is -j4 to make, and "\--" are two dashes. */
static void
options_that_are_quoted_go_like_others(void **state)
{
	(void)state;
	assert_replaced("k \\-j4 -\\-jobs=4 --jobs\\=4 --jobs\\erver-fds=3,4",
	    NULL, "k");
	assert_replaced("k \\-- A=1", POOL, "k " POOL " \\-- A=1");
	assert_replaced("\\-- A=1", POOL, " " POOL " \\-- A=1");
}

/* As "-j4 n" became " n", a dry run. */
static void
other_words_do_not_become_letters(void **state)
{
	static const char *const text[] = { "-j4 ntq", " --jobs ntq" };

	(void)state;
	for (size_t i = 0; i < LENGTH(text); i++) {
		char *with = makeflags_replace_pool(text[i], POOL);
		char *without = makeflags_replace_pool(text[i], NULL);

		assert_letters(with, "");
		assert_letters(without, "");
		free(with);
		free(without);
	}
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(P1_unset_empty_and_blank_name_no_pool),
		TEST(P2_letters_are_a_first_word_without_a_dash),
		TEST(P2_options_and_variables_are_no_letters),
		TEST(P3_the_last_option_that_names_a_pool_holds),
		TEST(P3_negative_descriptors_keep_the_pool_from_us),
		TEST(P4_what_is_neither_descriptors_nor_a_path_is_broken),
		TEST(P5_a_path_may_have_blanks_and_backslashes),
		TEST(P5_a_dollar_in_a_path_stands_for_itself),
		TEST(P5_two_dashes_end_the_options),
		TEST(P6_a_bare_name_is_a_semaphore),
		TEST(options_that_only_look_like_a_pool_are_none),
		TEST(jobs_have_a_number_or_no_limit),
		TEST(jobs_of_no_number_are_left_out),
		TEST(the_load_limit_is_a_number_or_lifted),
		TEST(a_backslash_at_the_end_stands_for_itself),
		TEST(a_backslash_before_any_letter_vanishes),
		TEST(reads_what_makes_write),
		TEST(is_released_twice_without_harm),
		TEST(a_pool_is_added_to_nothing),
		TEST(letters_stay_at_the_start),
		TEST(options_at_the_start_get_a_blank),
		TEST(every_way_to_write_jobs_and_pool_goes),
		TEST(variables_are_kept_behind_the_pool),
		TEST(quoting_is_kept_as_it_is_written),
		TEST(a_backslash_at_the_end_does_not_join_the_pool),
		TEST(options_that_are_quoted_go_like_others),
		TEST(other_words_do_not_become_letters),
	};

	return RUN(tests);
}
