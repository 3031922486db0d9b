/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <string.h>

#include "base/words.h"
#include "plan/key.h"
#include "unit/capture.h"
#include "unit/scratch.h"

static char perf_path[] = "/usr/bin/perf";

/* The key of a command and a consumer, with everything else the same. */
static struct key
key_with(const char *command, const char *consumer)
{
	struct digest digest = { "0123456789abcde" };
	struct program perf = { perf_path, { .size = 1, .mtime_ns = 2 } };
	struct words w;
	struct key key;

	assert_int_equal(words_split(&w, command), 0);
	key = key_of(&digest, &w, &perf, consumer);
	words_release(&w);
	return key;
}

/* The key of a digest and a program, with everything else the same. */
static struct key
key_from(unsigned char digest_byte, struct program perf)
{
	struct digest digest = { { digest_byte } };
	struct words w;
	struct key key;

	assert_int_equal(words_split(&w, "perf script"), 0);
	key = key_of(&digest, &w, &perf, NULL);
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
		{ "perf script", "" },
		{ "perf script", "wc" },
		{ "perf script wc", NULL },
		{ "perf script 'piped to' wc", NULL },
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
recordings_and_perfs_tell_keys_apart(void **state)
{
	static char other_path[] = "/usr/bin/perF";
	struct program perf = { perf_path, { .size = 1, .mtime_ns = 2 } };
	struct program moved = { other_path, { .size = 1, .mtime_ns = 2 } };
	struct program grown = { perf_path, { .size = 2, .mtime_ns = 2 } };
	struct program newer = { perf_path, { .size = 1, .mtime_ns = 3 } };
	struct key key = key_from(1, perf);

	(void)state;
	assert_string_equal(key_from(1, perf).text, key.text);
	assert_string_not_equal(key_from(2, perf).text, key.text);
	assert_string_not_equal(key_from(1, moved).text, key.text);
	assert_string_not_equal(key_from(1, grown).text, key.text);
	assert_string_not_equal(key_from(1, newer).text, key.text);
}

/* Makes a file that can be run, or not. */
static void
make_program(const char *name, mode_t mode)
{
	scratch_write(name, "#!/bin/sh\n");
	assert_int_equal(chmod(in_scratch(name), mode), 0);
}

static void
finds_the_first_program_in_path(void **state)
{
	char *old = strdup(getenv("PATH"));
	char path[4 * PATH_MAX];
	struct program p;

	(void)state;
	make_program("a/tool", 0644);
	make_program("b/tool", 0755);
	make_program("c/tool", 0755);
	assert_int_equal(mkdir(in_scratch("d"), 0777), 0);
	assert_int_equal(mkdir(in_scratch("d/tool"), 0777), 0);
	snprintf(path, sizeof path, "%s/d:%s/b:%s/c", scratch, scratch,
	    scratch);
	setenv("PATH", path, 1);
	assert_int_equal(program_find(&p, "tool"), 0);
	assert_string_equal(p.path, in_scratch("b/tool"));
	assert_int_equal(p.state.size, strlen("#!/bin/sh\n"));
	free(p.path);
	setenv("PATH", old, 1);
	free(old);
}

static void
a_slash_names_the_program_itself(void **state)
{
	struct program p;

	(void)state;
	make_program("tool", 0755);
	assert_int_equal(program_find(&p, in_scratch("tool")), 0);
	assert_string_equal(p.path, in_scratch("tool"));
	free(p.path);
}

static void
names_a_program_that_is_not_there(void **state)
{
	struct program p;
	int status;
	const char *said;

	(void)state;
	capture_start();
	status = program_find(&p, "no-such-program-anywhere");
	said = capture_end();
	assert_int_equal(status, -1);
	assert_non_null(strstr(said, "'no-such-program-anywhere' in PATH"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_inputs_have_equal_keys),
		cmocka_unit_test(commands_and_consumers_tell_keys_apart),
		cmocka_unit_test(recordings_and_perfs_tell_keys_apart),
		cmocka_unit_test_setup_teardown(finds_the_first_program_in_path,
		    scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(
		    a_slash_names_the_program_itself, scratch_make,
		    scratch_remove),
		cmocka_unit_test(names_a_program_that_is_not_there),
	};

	return RUN(tests);
}
