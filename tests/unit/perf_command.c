/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>

#include "base/quote.h"
#include "perfdata/events.h"
#include "plan/perf_command.h"
#include "unit/capture.h"

/* Parses a line; *said is what it prints. */
static int
parse(struct perf_command *c, const char *line, const char **said)
{
	struct words w;
	int status;

	assert_int_equal(words_split(&w, line), 0);
	capture_start();
	status = perf_command_parse(c, w.word, w.count);
	*said = capture_end();
	words_release(&w);
	return status;
}

static void
parse_good(struct perf_command *c, const char *line)
{
	const char *said;

	if (parse(c, line, &said))
		fail_msg("%s: %s", line, said);
	assert_string_equal(said, "");
}

static void
assert_same(const char *line, const char *a, const char *b)
{
	if (!a != !b || (a && strcmp(a, b)))
		fail_msg("%s: expected '%s', found '%s'", line,
		    b ? b : "none", a ? a : "none");
}

static void
finds_input_time_and_cpu_in_every_form(void **state)
{
	static const struct {
		const char *line, *input, *time, *cpu;
	} t[] = {
		{ "perf script", "perf.data", NULL, NULL },
		{ "perf script -i x", "x", NULL, NULL },
		{ "perf script -ix", "x", NULL, NULL },
		{ "perf script --input x", "x", NULL, NULL },
		{ "perf script --input=x", "x", NULL, NULL },
		{ "perf script --inp x", "x", NULL, NULL },
		{ "perf script -Gi x", "x", NULL, NULL },
		{ "perf script -i x -i y", "y", NULL, NULL },
		{ "perf script -i x --no-input", "perf.data", NULL, NULL },
		{ "perf script --time 1,2", "perf.data", "1,2", NULL },
		{ "perf script --time=1,2", "perf.data", "1,2", NULL },
		{ "perf script --tim 1,2", "perf.data", "1,2", NULL },
		{ "perf script --time 1,2 --time=3,4", "perf.data", "3,4",
		    NULL },
		{ "perf script --time 1,2 --no-time", "perf.data", NULL, NULL },
		{ "perf script --time=", "perf.data", "", NULL },
		{ "perf script -C 0", "perf.data", NULL, "0" },
		{ "perf script -C0-3", "perf.data", NULL, "0-3" },
		{ "perf script -GC0", "perf.data", NULL, "0" },
		{ "perf script -GC 0", "perf.data", NULL, "0" },
		{ "perf script --cpu 1 --cpu=2", "perf.data", NULL, "2" },
		{ "perf script --cpu 1 --no-cpu", "perf.data", NULL, NULL },
		{ "perf script -F ip,sym -i x", "x", NULL, NULL },
		{ "perf script -s x.py -i y a -C 1", "y", NULL, NULL },
		{ "perf script -s x.py -- -i y", "perf.data", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(t); i++) {
		struct perf_command c;

		parse_good(&c, t[i].line);
		assert_same(t[i].line, c.input, t[i].input);
		assert_same(t[i].line, c.time, t[i].time);
		assert_same(t[i].line, c.cpu, t[i].cpu);
		perf_command_release(&c);
	}
}

static void
refuses_with_the_reason(void **state)
{
	static const struct {
		const char *line, *why;
	} t[] = {
		{ "", "only perf script" },
		{ "perf", "only perf script" },
		{ "perf record", "'perf record'" },
		{ "perf scrip", "'perf scrip'" },
		{ "perf script record", "script record" },
		{ "perf script rec x", "script rec" },
		{ "perf script reco x", "script reco" },
		{ "perf script -v report x", "script report" },
		{ "perf script rep", "script rep" },
		{ "perf script x", "unexpected word 'x'" },
		{ "perf script re", "unexpected word 're'" },
		{ "perf script --nosuch x", "unexpected word 'x'" },
		{ "perf script -l", "--list cannot" },
		{ "perf script --list", "--list cannot" },
		{ "perf script --list-dlf", "--list-dlfilters cannot" },
		{ "perf script -g python", "--gen-script cannot" },
		{ "perf script --header-only", "--header-only cannot" },
		{ "perf script -h", "--help cannot" },
		{ "perf script -vh", "--help cannot" },
		{ "perf script --list-opts", "--list-opts cannot" },
		{ "perf script -i", "needs a value" },
		{ "perf script -i -", "-i -" },
		{ "perf script --input=-", "-i -" },
		{ "perf script -i ''", "is empty" },
		{ "perf script -Q", "unknown option -Q; options of perf-parallel" },
		{ "perf script -GQ", "unknown option -Q in -GQ" },
		{ "perf script -F ip,+sym", "-F 'ip,+sym'" },
		{ "perf --no-pager", "'perf': only" },
		{ "perf --no-pager record", "'perf record'" },
		{ "perf --version", "'perf --version'" },
		{ "perf --nosuch script", "unknown option --nosuch" },
		{ "perf --buildid-dir=x script", "unknown option --buildid" },
		{ "perf --buildid-dir", "needs a value" },
		{ "perf --exec-path script", "only prints a folder" },
		{ "perf --html-path script", "only prints a folder" },
		{ "perf --list-cmds script", "--list-cmds cannot" },
		{ "perf script --in x", "may be short for" },
		/* What takes one back leaves others alone. */
		{ "perf script --reltime --no-header-only", "--reltime cannot" },
		{ "perf script --no-reltime --reltime", "--reltime cannot" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(t); i++) {
		struct perf_command c;
		const char *said;

		if (!parse(&c, t[i].line, &said))
			fail_msg("'%s' was taken", t[i].line);
		if (!strstr(said, t[i].why))
			fail_msg("'%s': %s", t[i].line, said);
	}
}

static void
a_single_cpu_is_told_from_lists(void **state)
{
	static const struct {
		const char *line;
		uint32_t cpu;
	} t[] = {
		{ "perf script", EVENT_NO_CPU },
		{ "perf script --cpu 0", 0 },
		{ "perf script -C17", 17 },
		{ "perf script --cpu=1-2", EVENT_NO_CPU },
		{ "perf script --cpu=1,2", EVENT_NO_CPU },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(t); i++) {
		struct perf_command c;

		parse_good(&c, t[i].line);
		assert_int_equal(perf_command_single_cpu(&c), t[i].cpu);
		perf_command_release(&c);
	}
}

static void
negated_options_are_not_refused(void **state)
{
	struct perf_command c;

	(void)state;
	parse_good(&c, "perf script --no-header-only --no-header");
	assert_null(c.differs);
	perf_command_release(&c);
	parse_good(&c, "perf script --reltime --header --deltatime "
		       "--no-reltime --no-deltatime --no-header");
	assert_null(c.differs);
	assert_false(c.header);
	perf_command_release(&c);
	parse_good(&c, "perf script --deltatime --stitch-lbr --no-stitch-lbr");
	assert_string_equal(c.differs_option, "deltatime");
	perf_command_release(&c);
}

static void
names_the_option_that_makes_outputs_differ(void **state)
{
	struct perf_command c;

	(void)state;
	parse_good(&c, "perf script -v -s x.py");
	assert_string_equal(c.differs_option, "script");
	assert_non_null(c.differs);
	perf_command_release(&c);
	parse_good(&c, "perf script -v -F ip");
	assert_null(c.differs_option);
	perf_command_release(&c);
}

/* Says whether a command prints a field of an event's samples. */
static bool
prints(const char *line, const char *field)
{
	struct event event = { .sample_type = ~UINT64_C(0) };
	const struct events events = { .event = &event, .count = 1 };
	struct perf_command c;
	bool printed;

	parse_good(&c, line);
	printed = perf_fields_print(&c.fields, &events, false, field);
	perf_command_release(&c);
	return printed;
}

static void
fields_are_those_of_all_options(void **state)
{
	(void)state;
	assert_true(prints("perf script", "time"));
	assert_true(prints("perf script -F ip -F +time", "time"));
	assert_false(prints("perf script -F time --fields ip", "time"));
	/* Some options stand for fields, even where they are negated. */
	assert_true(prints("perf script --call-trace", "callindent"));
	assert_true(prints("perf script --no-call-ret-trace", "callindent"));
	assert_false(prints("perf script --insn-trace", "event"));
	assert_true(prints("perf script --insn-trace", "insn"));
	assert_true(prints("perf script --insn-trace=disasm", "disasm"));
	assert_false(prints("perf script --insn-trace -F ip", "insn"));
}

static void
a_field_that_is_not_known_may_mean_anything(void **state)
{
	struct perf_command c;

	(void)state;
	parse_good(&c, "perf script -F +nosuch");
	assert_true(c.unknown);
	perf_command_release(&c);
	parse_good(&c, "perf script -F +srcline");
	assert_false(c.unknown);
	perf_command_release(&c);
}

static void
negating_does_not_take_back_a_trace(void **state)
{
	struct perf_command c;

	(void)state;
	parse_good(&c, "perf script --no-call-trace");
	assert_true(c.ns);
	assert_string_equal(c.differs_option, "call-trace");
	perf_command_release(&c);
}

/* Of reasons that are perhaps one and one that is none, the latter is told. */
static void
a_certain_difference_is_told_first(void **state)
{
	struct perf_command c;

	(void)state;
	parse_good(&c, "perf script --switch-on x");
	assert_true(c.differs_perhaps);
	perf_command_release(&c);
	parse_good(&c, "perf script --deltatime --switch-on x");
	assert_string_equal(c.differs_option, "deltatime");
	assert_false(c.differs_perhaps);
	perf_command_release(&c);
}

static void
letters_of_itrace_have_no_order(void **state)
{
	static const struct { const char *letters; bool by_time; } t[] = {
		{ "b", true }, { "be", true }, { "eb", true }, { "cr", true },
		{ "rc", true }, { "qi", true }, { "iq", true },
		{ "qqi", true }, { "qiq", true }, { "e", false },
		{ "ib", false }, { "bq", false }, { "qqqi", false },
		{ "i", false }, { "", false }, { "b1", false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(t); i++) {
		const struct perf_command c = { .itrace = t[i].letters };

		if (perf_command_traces_by_time(&c) != t[i].by_time)
			fail_msg("--itrace=%s", t[i].letters);
	}
}

static void
options_of_perf_itself_come_before_script(void **state)
{
	static const char *const lines[] = {
		"perf --no-pager script -i x",
		"perf -p --paginate script -i x",
		"perf --debug verbose=1 script -i x",
		"perf --buildid-dir ids script -i x",
		"perf --debugfs-dir=d --exec-path=e script -i x",
		"perf --debugfs-dir d script -i x",
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(lines); i++) {
		struct perf_command c;

		parse_good(&c, lines[i]);
		assert_same(lines[i], c.input, "x");
		assert_same(lines[i], c.words.word[c.options - 1], "script");
		perf_command_release(&c);
	}
}

static void
a_folder_of_build_ids_has_the_symbols(void **state)
{
	struct perf_command c;

	(void)state;
	parse_good(&c, "perf --no-pager --buildid-dir ids script");
	assert_string_equal(c.buildid_dir, "ids");
	assert_non_null(c.symbols);
	perf_command_release(&c);
	parse_good(&c, "perf --no-pager script");
	assert_null(c.buildid_dir);
	assert_null(c.symbols);
	perf_command_release(&c);
}

static void
nanoseconds_are_printed_whatever_was_asked_for(void **state)
{
	struct perf_command c;
	struct words w;
	char *text;

	(void)state;
	parse_good(&c, "perf script --no-ns -i x --ns --no-ns");
	perf_command_of_range(&c, NULL, -1, &w);
	perf_command_add_ns(&c, &w);
	text = quote_shell_words(&w);
	assert_string_equal(text, "perf script --ns -i x");
	free(text);
	words_release(&w);
	perf_command_release(&c);
}

struct range_case {
	const char *line, *time;
	int cpu;
	const char *expected;
};

static void
check_ranges(const struct range_case *t, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct perf_command c;
		struct words w;
		char *text;

		parse_good(&c, t[i].line);
		perf_command_of_range(&c, t[i].time, t[i].cpu, &w);
		text = quote_shell_words(&w);
		assert_same(t[i].line, text, t[i].expected);
		free(text);
		words_release(&w);
		perf_command_release(&c);
	}
}

static void
the_default_recording_is_made_explicit(void **state)
{
	static const struct range_case t[] = {
		{ "perf script", NULL, -1, "perf script -i perf.data" },
		{ "perf script -v", "1,2", -1,
		    "perf script --time=1,2 -i perf.data -v" },
		{ "perf --no-pager --debug x script -v", "1,", -1,
		    "perf --no-pager --debug x script --time=1, -i perf.data "
		    "-v" },
		{ "perf script -s x.py a", "1,", 3,
		    "perf script --cpu=3 --time=1, -i perf.data -s x.py a" },
	};

	(void)state;
	check_ranges(t, LENGTH(t));
}

static void
times_are_replaced_in_every_form(void **state)
{
	static const struct range_case t[] = {
		{ "perf script -i x --time 1,9 -v", "2,3", -1,
		    "perf script --time=2,3 -i x -v" },
		{ "perf script -i x --time=1,9", "2,3", -1,
		    "perf script --time=2,3 -i x" },
		{ "perf script --tim 1,9 -i x --time=5,6", "2,3", -1,
		    "perf script --time=2,3 -i x" },
		{ "perf script -i x --no-time", "2,3", -1,
		    "perf script --time=2,3 -i x" },
		{ "perf script -i x --time 1,9 -v", "", -1,
		    "perf script -i x -v" },
		{ "perf script -i x --time 1,9", NULL, -1,
		    "perf script -i x --time 1,9" },
		{ "perf script -i x -F --time -v", "2,3", -1,
		    "perf script --time=2,3 -i x -F --time -v" },
		{ "perf script -i x -s y.py --time 1,9 -- --time 3,4", "2,3",
		    -1, "perf script --time=2,3 -i x -s y.py -- --time 3,4" },
	};

	(void)state;
	check_ranges(t, LENGTH(t));
}

static void
cpus_are_replaced_in_every_form(void **state)
{
	static const struct range_case t[] = {
		{ "perf script -i x -C 1", NULL, 0,
		    "perf script --cpu=0 -i x" },
		{ "perf script -i x -C1", NULL, 0, "perf script --cpu=0 -i x" },
		{ "perf script -i x --cpu=1-3 -v", NULL, 0,
		    "perf script --cpu=0 -i x -v" },
		{ "perf script -i x -GC1 -v", NULL, 0,
		    "perf script --cpu=0 -i x -G -v" },
		{ "perf script -i x -GC 1 -v", NULL, 0,
		    "perf script --cpu=0 -i x -G -v" },
		{ "perf script -GvC 1 -C2 --cp 3 -i x --cpu 4", NULL, 0,
		    "perf script --cpu=0 -Gv -i x" },
		{ "perf script -i x -GC 1", NULL, -1,
		    "perf script -i x -GC 1" },
		{ "perf script -i x -C 1 --time 1,9", "2,3", 7,
		    "perf script --cpu=7 --time=2,3 -i x" },
	};

	(void)state;
	check_ranges(t, LENGTH(t));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_input_time_and_cpu_in_every_form),
		cmocka_unit_test(refuses_with_the_reason),
		cmocka_unit_test(a_single_cpu_is_told_from_lists),
		cmocka_unit_test(negated_options_are_not_refused),
		cmocka_unit_test(names_the_option_that_makes_outputs_differ),
		cmocka_unit_test(fields_are_those_of_all_options),
		cmocka_unit_test(a_field_that_is_not_known_may_mean_anything),
		cmocka_unit_test(negating_does_not_take_back_a_trace),
		cmocka_unit_test(a_certain_difference_is_told_first),
		cmocka_unit_test(letters_of_itrace_have_no_order),
		cmocka_unit_test(options_of_perf_itself_come_before_script),
		cmocka_unit_test(a_folder_of_build_ids_has_the_symbols),
		cmocka_unit_test(nanoseconds_are_printed_whatever_was_asked_for),
		cmocka_unit_test(the_default_recording_is_made_explicit),
		cmocka_unit_test(times_are_replaced_in_every_form),
		cmocka_unit_test(cpus_are_replaced_in_every_form),
	};

	return RUN(tests);
}
