/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares the table with what each perf named in PERFS says of itself, and
 * the grammar with cases that were tried with perf 6.1 and 6.12.
 */
#include "unit/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/words.h"
#include "plan/perf_fields.h"
#include "plan/perf_options.h"
#include "unit/capture.h"

static bool seen[256]; /* the options that some perf knows, by number */

static const struct perf_option *
find(const char *name, size_t len)
{
	for (const struct perf_option *o = perf_options; o->name; o++)
		if (strlen(o->name) == len && !strncmp(o->name, name, len))
			return o;
	return NULL;
}

/* Checks one line of help, "    -C, --cpu <cpu>   ..." or with no letter. */
static void
check_help_line(const char *line)
{
	char letter = line[4] == '-' && line[5] != '-' ? line[5] : 0;
	const char *name = line + 10;
	size_t len = strcspn(name, " [\n");
	const struct perf_option *o = find(name, len);
	enum perf_option_value value = PERF_OPTION_FLAG;

	if (name[len] == '[')
		value = PERF_OPTION_OPTIONAL;
	else if (!strncmp(name + len, " <", 2))
		value = PERF_OPTION_VALUE;
	if (!o)
		fail_msg("--%.*s is not in the table", (int)len, name);
	if (o->letter != letter || o->value != value)
		fail_msg("--%s is not as perf has it", o->name);
	seen[o - perf_options] = true;
}

/* Calls check with each line that a command prints; returns how many. */
static size_t
each_line(const char *command, void (*check)(const char *line))
{
	FILE *f = popen(command, "r");
	char *line = NULL;
	size_t room = 0, lines = 0;

	assert_non_null(f);
	while (getline(&line, &room, f) > 0) {
		lines++;
		check(line);
	}
	free(line);
	pclose(f);
	return lines;
}

static void
check_if_option(const char *line)
{
	if (!strncmp(line, "    -", 5) || !strncmp(line, "        --", 10))
		check_help_line(line);
}

static void
check_names(const char *line)
{
	for (line += strspn(line, " \n"); *line; line += strspn(line, " \n")) {
		size_t len = strcspn(line, " \n");

		if (!find(line + 2, len - 2))
			fail_msg("%.*s is not in the table", (int)len, line);
		line += len;
	}
}

/* Runs one check over what each perf prints, and says which perf it was. */
static void
ask_each_perf(const char *arguments, void (*check)(const char *line))
{
	const char *perfs = getenv("PERFS");
	struct words w;

	assert_int_equal(
	    words_split(&w, perfs && *perfs ? perfs : "perf"), 0);
	for (size_t i = 0; i < w.count; i++) {
		char *command = xasprintf("%s script %s 2>&1", w.word[i],
		    arguments);

		printf("# compared with: %s script %s%s\n", w.word[i],
		    arguments, w.count == 1 ? " (the only perf here)" : "");
		fflush(stdout);
		assert_true(each_line(command, check) > 0);
		free(command);
	}
	words_release(&w);
}

static void
help_of_each_perf_is_in_the_table(void **state)
{
	(void)state;
	ask_each_perf("-h", check_if_option);
	assert_true(seen[find("time", 4) - perf_options]);
}

static bool fields_seen[PERF_FIELDS_MAX]; /* those that some perf lists */

/* Checks the one line that lists fields, "...Fields: comm,tid,...". */
static void
check_fields(const char *line)
{
	const char *at = strstr(line, "Fields: ");

	for (at = at ? at + strlen("Fields: ") : ""; *at; at += *at == ',') {
		size_t len = strcspn(at, ", \n"), i = 0;

		while (perf_fields[i].name &&
		    (strlen(perf_fields[i].name) != len ||
			strncmp(perf_fields[i].name, at, len)))
			i++;
		if (!perf_fields[i].name)
			fail_msg("%.*s is not in the table", (int)len, at);
		fields_seen[i] = true;
		at += len;
		if (*at != ',')
			break;
	}
}

static void
fields_of_each_perf_are_in_the_table(void **state)
{
	(void)state;
	ask_each_perf("-h", check_fields);
	assert_true(fields_seen[0]);
}

/* Runs after fields_of_each_perf_are_in_the_table(), which notes them. */
static void
the_table_has_no_field_that_no_perf_has(void **state)
{
	const char *perfs = getenv("PERFS");

	(void)state;
	if (!perfs || !strchr(perfs, ' '))
		skip(); /* an older one alone lists fewer */
	for (size_t i = 0; perf_fields[i].name; i++)
		if (!fields_seen[i])
			fail_msg("no perf has %s", perf_fields[i].name);
}

static void
list_opts_of_each_perf_is_in_the_table(void **state)
{
	(void)state;
	ask_each_perf("--list-opts", check_names);
}

/* Runs after help_of_each_perf_is_in_the_table(), which notes what it saw. */
static void
the_table_has_no_option_that_no_perf_has(void **state)
{
	static const char *const others[] = { "help", "help-all", "list-opts",
		"list-cmds", "addr2line" };

	(void)state;
	for (size_t i = 0; i < LENGTH(others); i++)
		seen[find(others[i], strlen(others[i])) - perf_options] = true;
	for (size_t i = 0; perf_options[i].name; i++)
		if (!seen[i])
			fail_msg("no perf has --%s", perf_options[i].name);
}

static void
no_letter_and_no_name_is_there_twice(void **state)
{
	const struct perf_option *a, *b;

	(void)state;
	for (a = perf_options; a->name; a++) {
		for (b = a + 1; b->name; b++) {
			assert_string_not_equal(a->name, b->name);
			assert_true(!a->letter || a->letter != b->letter);
		}
	}
}

/* Returns "NAME=VALUE ..." for each option, then "| rest" or "| error". */
static char *
describe(const char *line)
{
	struct perf_option_use use;
	struct words w;
	size_t next = 0, at = 0, len;
	int more;
	char *text;
	FILE *f = open_memstream(&text, &len);

	assert_int_equal(words_split(&w, line), 0);
	while ((more = perf_options_next(w.word, w.count, &next, &at, &use)) >
	    0)
		fprintf(f, "%s%s%s%s ", use.negated ? "!" : "",
		    use.option ? use.option->name : "?",
		    use.value ? "=" : "", use.value ? use.value : "");
	fputs("|", f);
	for (; !more && next < w.count; next++)
		fprintf(f, " %s", w.word[next]);
	fputs(more < 0 ? " error" : "", f);
	fclose(f);
	words_release(&w);
	return text;
}

struct grammar_case {
	const char *line, *expected;
};

static void
check_grammar(const struct grammar_case *c, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *said;
		char *text;

		capture_start();
		text = describe(c[i].line);
		said = capture_end();
		if (strcmp(text, c[i].expected))
			fail_msg("%s: expected '%s', found '%s'", c[i].line,
			    c[i].expected, text);
		/* An error says why, and nothing else says anything. */
		assert_true(!*said == !strstr(text, "error"));
		free(text);
	}
}

#define CHECK_GRAMMAR(...) do { \
	static const struct grammar_case cases[] = { __VA_ARGS__ }; \
	(void)state; \
	check_grammar(cases, LENGTH(cases)); \
} while (0)

static void
values_are_attached_or_separate(void **state)
{
	CHECK_GRAMMAR(
	    { "", "|" },
	    { "-i x", "input=x |" },
	    { "-ix", "input=x |" },
	    { "-i=x", "input==x |" },
	    { "--input x", "input=x |" },
	    { "--input=x", "input=x |" },
	    { "--input=", "input= |" },
	    { "-i ''", "input= |" },
	    { "--itrace i1", "itrace | i1" },
	    { "--itrace=i1", "itrace=i1 |" },
	    { "--ns=3", "| error" },
	    { "-i", "| error" },
	    { "--time", "| error" },
	    { "-Gi", "hide-call-graph | error" });
}

static void
values_may_look_like_options(void **state)
{
	CHECK_GRAMMAR(
	    { "-i --ns", "input=--ns |" },
	    { "--time -i", "time=-i |" },
	    { "-C -- -G", "cpu=-- hide-call-graph |" },
	    { "-F -G -v", "fields=-G verbose |" });
}

static void
letters_go_in_bundles(void **state)
{
	CHECK_GRAMMAR(
	    { "-Gv", "hide-call-graph verbose |" },
	    { "-GC0", "hide-call-graph cpu=0 |" },
	    { "-GC 0", "hide-call-graph cpu=0 |" },
	    { "-GC0 -v", "hide-call-graph cpu=0 verbose |" },
	    { "-CG", "cpu=G |" },
	    { "-Q", "| error" },
	    { "-GQ", "hide-call-graph | error" });
}

static void
long_names_may_be_abbreviated(void **state)
{
	CHECK_GRAMMAR(
	    { "--inp x", "input=x |" },
	    { "--tim 1,2", "time=1,2 |" },
	    { "--tim=1,2", "time=1,2 |" },
	    { "--header", "header |" },
	    { "--header-o", "header-only |" },
	    { "--demangle", "demangle |" },
	    { "--ti 1,2", "| error" },
	    { "--in x", "| error" },
	    { "--he", "| error" },
	    { "--n", "| error" },
	    { "--no", "| error" });
}

static void
long_names_may_be_negated(void **state)
{
	CHECK_GRAMMAR(
	    { "--no-time x", "!time | x" },
	    { "--no-tim", "!time |" },
	    { "--no-ns", "!ns |" },
	    { "--no-input", "!input |" },
	    { "--no-header", "!header |" },
	    { "--no-time=3", "| error" },
	    { "--no-t", "| error" },
	    { "--no-i", "| error" });
}

static void
options_end_at_the_first_word_or_two_dashes(void **state)
{
	CHECK_GRAMMAR(
	    { "-G x -v", "hide-call-graph | x -v" },
	    { "-G -- -v", "hide-call-graph | -v" },
	    { "- -v", "| - -v" },
	    { "'' -v", "|  -v" },
	    { "--", "|" });
}

/* Another perf may have more of them. */
static void
unknown_long_options_are_let_through(void **state)
{
	CHECK_GRAMMAR(
	    { "--nosuch -v", "? verbose |" },
	    { "--nosuch=3 -v", "? verbose |" },
	    { "--no-no-ns", "? |" });
}

static void
says_where_an_option_stands(void **state)
{
	static char g[] = "-GC", zero[] = "0", attached[] = "-vC0",
		    name[] = "--cpu=1";
	char *word[] = { g, zero, attached, name };
	static const struct {
		size_t word, at, value_word;
	} c[] = {
		{ 0, 1, 0 },
		{ 0, 2, 1 },
		{ 2, 1, 0 },
		{ 2, 2, 2 },
		{ 3, 0, 3 },
	};
	struct perf_option_use use;
	size_t next = 0, at = 0;

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		assert_int_equal(perf_options_next(word, LENGTH(word), &next,
		    &at, &use), 1);
		assert_int_equal(use.word, c[i].word);
		assert_int_equal(use.at, c[i].at);
		if (use.value)
			assert_int_equal(use.value_word, c[i].value_word);
	}
	assert_int_equal(
	    perf_options_next(word, LENGTH(word), &next, &at, &use), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_of_each_perf_is_in_the_table),
		cmocka_unit_test(fields_of_each_perf_are_in_the_table),
		cmocka_unit_test(the_table_has_no_field_that_no_perf_has),
		cmocka_unit_test(list_opts_of_each_perf_is_in_the_table),
		cmocka_unit_test(the_table_has_no_option_that_no_perf_has),
		cmocka_unit_test(no_letter_and_no_name_is_there_twice),
		cmocka_unit_test(values_are_attached_or_separate),
		cmocka_unit_test(values_may_look_like_options),
		cmocka_unit_test(letters_go_in_bundles),
		cmocka_unit_test(long_names_may_be_abbreviated),
		cmocka_unit_test(long_names_may_be_negated),
		cmocka_unit_test(options_end_at_the_first_word_or_two_dashes),
		cmocka_unit_test(unknown_long_options_are_let_through),
		cmocka_unit_test(says_where_an_option_stands),
	};

	return RUN(tests);
}
