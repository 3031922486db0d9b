/* SPDX-License-Identifier: GPL-2.0-only */
/* Which files an output depends on beside the recording. */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plan/identity.h"
#include "unit/identity_world.h"

static void
finds_the_first_program_in_path(void **state)
{
	char *old = strdup(getenv("PATH"));
	char path[5 * PATH_MAX];
	struct look l;

	(void)state;
	write_program("a/tool", 0644);
	write_program("b/tool", 0755);
	write_program("c/tool", 0755);
	assert_int_equal(mkdir("d", 0777), 0);
	assert_int_equal(mkdir("d/tool", 0777), 0);
	snprintf(path, sizeof path, "%s/d:%s/a:%s/b:%s/c", scratch, scratch,
	    scratch, scratch);
	setenv("PATH", path, 1);
	l = look_at_identity("tool script", NULL, NULL);
	setenv("PATH", old, 1);
	free(old);
	assert_true(identity_names(&l, in_scratch("b/tool")));
	assert_string_equal(l.files, in_scratch("b/tool\n"));
}

/* As nice and timeout have one. */
static void
a_program_that_the_consumer_runs_counts(void **state)
{
	char *old = strdup(getenv("PATH"));
	struct look before, after;

	(void)state;
	write_program("b/tool", 0755);
	setenv("PATH", in_scratch("b"), 1);
	before = look_at_identity("./perf script", "nice -n 3 tool", NULL);
	append_line("b/tool");
	after = look_at_identity("./perf script", "nice -n 3 tool", NULL);
	setenv("PATH", old, 1);
	free(old);
	assert_true(identity_names(&before, in_scratch("b/tool")));
	assert_other(before, after);
}

static void
an_empty_part_of_path_is_the_current_folder(void **state)
{
	char *old = strdup(getenv("PATH"));
	struct look l;

	(void)state;
	setenv("PATH", "/nonexistent:", 1);
	l = look_at_identity("perf script", NULL, NULL);
	setenv("PATH", old, 1);
	free(old);
	assert_string_equal(l.files, "perf\n");
}

static void
a_slash_names_the_program_itself(void **state)
{
	struct look l;

	(void)state;
	write_program("b/tool", 0755);
	l = look_at_identity("b/tool script", NULL, NULL);
	assert_string_equal(l.files, "b/tool\n");
	l = look_at_identity(in_scratch("b/tool script"), NULL, NULL);
	assert_string_equal(l.files, in_scratch("b/tool\n"));
}

static void
names_a_program_that_is_not_there(void **state)
{
	(void)state;
	write_program("b/tool", 0644);
	assert_identity_refused("no-such-program-anywhere script", NULL, NULL,
	    "'no-such-program-anywhere' in PATH");
	assert_identity_refused("b/tool script", NULL, NULL, "program 'b/tool'\n");
	assert_identity_refused("b script", NULL, NULL, "program 'b' in PATH");
}

static void
perfs_are_told_apart(void **state)
{
	struct look before = look_at_identity("./perf script", NULL, NULL), other;

	(void)state;
	assert_same(before, look_at_identity("./perf script", NULL, NULL));
	other = look_at_identity("././perf script", NULL, NULL);
	assert_other(before, other);
	append_line("perf");
	assert_other(before, look_at_identity("./perf script", NULL, NULL));
}

/* What names the file "some" in a command line, a consumer or --depends. */
static const struct use {
	const char *line, *consumer, *depends;
} uses[] = {
	{ "./perf script -s some", NULL, NULL },
	{ "./perf script -ssome", NULL, NULL },
	{ "./perf script --script some", NULL, NULL },
	{ "./perf script --script=some", NULL, NULL },
	{ "./perf script --scr some", NULL, NULL },
	{ "./perf script -s lang:some", NULL, NULL },
	{ "./perf script -sPython:some", NULL, NULL },
	{ "./perf script --script=Perl:some", NULL, NULL },
	{ "./perf script -Gs some", NULL, NULL },
	{ "./perf script -i x -s other some", NULL, NULL },
	{ "./perf script -s other -- some", NULL, NULL },
	{ "./perf script -s other -- -v some", NULL, NULL },
	{ "./perf script -s some other", NULL, NULL },
	{ "./perf script --dlfilter some", NULL, NULL },
	{ "./perf script --dlfilter=some --dlarg x", NULL, NULL },
	{ "./perf script --dlfilter x --dlarg=some", NULL, NULL },
	{ "./perf script --dlarg x --dlarg some", NULL, NULL },
	{ "./perf script -k some", NULL, NULL },
	{ "./perf script -ksome", NULL, NULL },
	{ "./perf script -Gksome", NULL, NULL },
	{ "./perf script --vmlinux=some -i x", NULL, NULL },
	{ "./perf script --kallsyms some", NULL, NULL },
	{ "./perf script --guestkallsyms=some", NULL, NULL },
	{ "./perf script --guestmodules some", NULL, NULL },
	{ "./perf script --addr2line ./some", NULL, NULL },
	{ "./perf script --xed=some", NULL, NULL },
	{ "./perf script --new-option=some", NULL, NULL },
	{ "./perf script", "sort some", NULL },
	{ "./perf script", "sh -c true 'some'", NULL },
	{ "./perf script", "./some", NULL },
	{ "./perf script", "other so\"me\" -x", NULL },
	{ "./perf script", "grep -c --file=some", NULL },
	{ "./perf script", "env LIST=some true", NULL },
	{ "./perf script", NULL, "some" },
	{ "./perf script", NULL, "other some" },
	/* The recording, where it is not perf that reads it. */
	{ "./perf script -i some -s other some", NULL, NULL },
	{ "./perf script -i some --dlarg some", NULL, NULL },
	{ "./perf script -i some", "other - some", NULL },
	{ "./perf script -i some", NULL, "some" },
};

static void
files_that_are_named_count(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(uses); i++) {
		const struct use *u = &uses[i];
		struct look before, after;

		write_program("some", 0755);
		before = look_at_identity(u->line, u->consumer, u->depends);
		append_line("some");
		after = look_at_identity(u->line, u->consumer, u->depends);
		if (!identity_names(&before, "some") && !identity_names(&before, "./some"))
			fail_msg("%s: not in %s", u->line, before.files);
		if (same_identity(&before, &after))
			fail_msg("%s %s: it is the same", u->line,
			    u->consumer ? u->consumer : "");
		/* perf itself comes first. */
		assert_memory_equal(before.files, "./perf\n", 7);
	}
}

/* A list of names may be in a file, and there may be several. */
static void
lists_in_files_count(void **state)
{
	static const char *const line[] = {
		"./perf script --comms file://some",
		"./perf script -cfile://some", "./perf script -S file://some",
		"./perf script --dsos=file://some",
		"./perf script -S main,file://some,file://other",
		"./perf script -S file://other,file://some",
		"./perf script --new-option=file://some",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(line); i++) {
		struct look before, after;

		scratch_write("some", "main\n");
		before = look_at_identity(line[i], NULL, NULL);
		append_line("some");
		after = look_at_identity(line[i], NULL, NULL);
		if (!identity_names(&before, "some") || same_identity(&before, &after))
			fail_msg("%s: only %s", line[i], before.files);
	}
}

static void
files_that_are_not_there_count_once_they_are(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(uses); i++) {
		const struct use *u = &uses[i];
		struct look before;

		unlink("some");
		if (u->depends)
			continue;
		before = look_at_identity(u->line, u->consumer, u->depends);
		assert_false(identity_names(&before, "some"));
		write_program("some", 0755);
		assert_other(before,
		    look_at_identity(u->line, u->consumer, u->depends));
	}
}

/* What says "some" and does not name the file. */
static void
the_recording_times_and_cpus_do_not_count(void **state)
{
	static const struct use c[] = {
		{ "./perf script -i some", NULL, NULL },
		{ "./perf script -Gisome", NULL, NULL },
		{ "./perf script --input=some", NULL, NULL },
		{ "./perf script --time some", NULL, NULL },
		{ "./perf script --time=some", NULL, NULL },
		{ "./perf script -C some", NULL, NULL },
		{ "./perf script --cpu=some", NULL, NULL },
		{ "./perf script", "other 'some'\"", NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct look before, after;

		scratch_write("some", "x\n");
		before = look_at_identity(c[i].line, c[i].consumer, c[i].depends);
		append_line("some");
		after = look_at_identity(c[i].line, c[i].consumer, c[i].depends);
		if (!same_identity(&before, &after) || identity_names(&before, "some"))
			fail_msg("%s: it is in %s", c[i].line, before.files);
	}
}

/* As flamegraph.py does, and the filters that perf is built with. */
static void
what_comes_with_perf_counts(void **state)
{
	static const struct {
		const char *line, *file;
	} c[] = {
		{ "./perf script -s some.py", "core/scripts/python/some.py" },
		{ "./perf script --script=Python:some.py",
		    "core/scripts/python/some.py" },
		{ "./perf --no-pager script --dlfilter some.so",
		    "core/dlfilters/some.so" },
	};

	(void)state;
	scratch_write("perf", "#!/bin/sh\n"
	    "case $*: in *--exec-path:) echo \"$PWD/core\" ;; esac\n");
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct look before, there;

		before = look_at_identity(c[i].line, NULL, NULL);
		scratch_write(c[i].file, "");
		there = look_at_identity(c[i].line, NULL, NULL);
		assert_true(identity_names(&there, in_scratch(c[i].file)));
		assert_other(before, there);
		append_line(c[i].file);
		assert_other(there, look_at_identity(c[i].line, NULL, NULL));
		unlink(c[i].file);
	}
}

static void
a_consumer_that_cannot_be_run_is_for_the_job_to_tell(void **state)
{
	struct look l;

	(void)state;
	l = look_at_identity("./perf script", "no-such-program-anywhere", NULL);
	assert_string_equal(l.files, "./perf\n");
	l = look_at_identity("./perf script", "", NULL);
	assert_string_equal(l.files, "./perf\n");
}

static void
a_vanished_file_to_depend_on_is_named(void **state)
{
	(void)state;
	assert_identity_refused("./perf script", NULL, "gone", "--depends gone: No");
	assert_identity_refused("./perf script", NULL, "other gone/x", "gone/x");
	scratch_write("gone/x", "");
	look_at_identity("./perf script", NULL, "other gone/x");
	look_at_identity("./perf script", NULL, "other gone");
}

static void
a_range_has_the_identity_of_the_users_command(void **state)
{
	static const char *const line[] = {
		"./perf script",
		"./perf script -i x",
		"./perf script -i some -k other",
		"./perf script --no-input -s some x",
		"./perf script -C some --time some --symfs tree",
		"./perf script -GC0 -s lang:some -- --time other",
		"./perf script -fi some --cpu=some --dlfilter=other -GkC",
		"./perf script --unknown=some -C 1 --cpu 2 -s other x some",
	};
	static const struct {
		const char *time;
		int cpu;
	} ranges[] = { { NULL, -1 }, { "", -1 }, { "1,2", -1 }, { NULL, 3 },
		{ "", 3 }, { ",2", 3 } };

	(void)state;
	scratch_write("tree/a", "x\n");
	for (size_t i = 0; i < LENGTH(line); i++) {
		struct look whole = look_at_identity(line[i], "other some", "tree");

		for (size_t n = 0; n < LENGTH(ranges); n++) {
			struct look range = look_at_range(line[i],
			    ranges[n].time, ranges[n].cpu, "other some",
			    "tree");

			if (!same_identity(&whole, &range))
				fail_msg("%s: range %zu", line[i], n);
			assert_string_equal(whole.files, range.files);
		}
	}
}

#define IN_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(finds_the_first_program_in_path),
		IN_FOLDER(a_program_that_the_consumer_runs_counts),
		IN_FOLDER(an_empty_part_of_path_is_the_current_folder),
		IN_FOLDER(a_slash_names_the_program_itself),
		IN_FOLDER(names_a_program_that_is_not_there),
		IN_FOLDER(perfs_are_told_apart),
		IN_FOLDER(files_that_are_named_count),
		IN_FOLDER(lists_in_files_count),
		IN_FOLDER(files_that_are_not_there_count_once_they_are),
		IN_FOLDER(the_recording_times_and_cpus_do_not_count),
		IN_FOLDER(what_comes_with_perf_counts),
		IN_FOLDER(a_consumer_that_cannot_be_run_is_for_the_job_to_tell),
		IN_FOLDER(a_vanished_file_to_depend_on_is_named),
		IN_FOLDER(a_range_has_the_identity_of_the_users_command),
	};

	return RUN(tests);
}
