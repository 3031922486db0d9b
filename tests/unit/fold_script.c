/* SPDX-License-Identifier: GPL-2.0-only */
/* Texts of perf script, folded. */
#include "unit/testing.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "fold/script_text.h"
#include "fold/stacks.h"
#include "unit/capture.h"

static const char text[] = "# a comment\n"
			   "web worker 12/34 [000] 1.000001: 7 cycles: \n"
			   "\t7f inner+0x1 (/bin/a)\n"
			   "# another\n"
			   "\t8f outer (/bin/a)\n"
			   "\n"
			   "sh 12 [000] 1.000002: 3 faults: \n"
			   "\t7f inner (/bin/a)\n"
			   "\n"
			   "web worker 12/35 [000] 1.000003: 5 cycles: \n"
			   "\t7e inner+0x2 (/bin/a)\n"
			   "\t8f outer (/bin/a)\n"
			   "\n"
			   "  sh 12 [000] 1.000004: 2 cycles:  7f f (/bin/a)\n"
			   "strange\n"
			   "sh 12 [000] 1.000005: 100 cycles: \n"
			   "\t7f cut (/bin";

/* Returns the stacks of a text that comes in two pieces, for free(3). */
static char *
fold_pieces(const struct fold_options *o, const char *bytes, size_t first,
    char **said)
{
	struct script_folder f;
	struct tally s = { 0 };
	char *out;
	size_t len;
	FILE *stream = xmemstream(&out, &len);

	script_folder_init(&f, o);
	script_folder_add(&f, bytes, first);
	script_folder_add(&f, bytes + first, strlen(bytes) - first);
	script_folder_finish(&f, &s);
	if (said) {
		capture_start();
		script_folder_explain(&f, "a.txt");
		*said = xstrdup(capture_end());
	}
	stacks_write(&s, stream);
	fclose(stream);
	tally_release(&s);
	script_folder_release(&f);
	return out;
}

static void
check(const struct fold_options *o, const char *bytes, const char *wanted)
{
	char *got = fold_pieces(o, bytes, 0, NULL);

	assert_string_equal(got, wanted);
	free(got);
}

static void
cuts_do_not_matter(void **state)
{
	const struct fold_options o = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof text; i++) {
		char *got = fold_pieces(&o, text, i, NULL);

		assert_string_equal(got,
		    "sh;f 2\nweb_worker;outer;inner 12\n");
		free(got);
	}
}

static void
only_one_event_counts(void **state)
{
	(void)state;
	check(&(struct fold_options){ .event = "faults" }, text,
	    "sh;inner 3\n");
	check(&(struct fold_options){ .event = "" }, text,
	    "sh;f 2\nweb_worker;outer;inner 12\n");
	check(&(struct fold_options){ .event = "nothing" }, text, "");
}

static void
processes_and_threads_are_told(void **state)
{
	(void)state;
	check(&(struct fold_options){ .with = FOLD_PID }, text,
	    "sh-?;f 2\nweb_worker-12;outer;inner 12\n");
	check(&(struct fold_options){ .with = FOLD_TID }, text,
	    "sh-?/12;f 2\nweb_worker-12/34;outer;inner 7\n"
	    "web_worker-12/35;outer;inner 5\n");
}

static void
the_same_line_is_another_frame_in_java(void **state)
{
	(void)state;
	check(&(struct fold_options){ 0 },
	    "java 1 1.1: e: \n\t7f La/b (x)\n\n"
	    "node 1 1.1: e: \n\t7f La/b (x)\n\n"
	    "java 1 1.1: e: \n\t7f La/b (x)\n\n",
	    "java;a/b 2\nnode;La/b 1\n");
}

static void
addresses_make_frames_differ_where_they_are_told(void **state)
{
	static const char *const unknown =
	    "sh 1 1.1: e: \n\t7f [unknown] (x)\n\n"
	    "sh 1 1.1: e: \n\t8f [unknown] (x)\n\n"
	    "sh 1 1.1: e: \n\t7f [unknown] (x)\n\n";

	(void)state;
	check(&(struct fold_options){ 0 }, unknown, "sh;[x] 3\n");
	check(&(struct fold_options){ .with = FOLD_ADDRS }, unknown,
	    "sh;[x <7f>] 2\nsh;[x <8f>] 1\n");
}

static void
a_line_without_a_symbol_depends_on_its_address(void **state)
{
	(void)state;
	check(&(struct fold_options){ 0 },
	    "sh 1 1.1: e: \n\t7 (x)\n\n"
	    "sh 1 1.1: e: \n\t7e (x)\n\n"
	    "sh 1 1.1: e: \n\t7f (x)\n\n",
	    "sh 1\nsh;e 1\nsh;f 1\n");
}

static void
a_header_in_a_sample_goes_on_with_its_stack(void **state)
{
	(void)state;
	check(&(struct fold_options){ 0 },
	    "sh 1 1.1: 2 e: \n\t7f a (x)\n"
	    "other 1 1.1: 5 f: \n\t7f b (x)\n"
	    "ls 1 1.1: 3 e: \n\t7f c (x)\n\n",
	    "ls;c;b;a 3\n");
}

static void
samples_without_frames_count(void **state)
{
	(void)state;
	check(&(struct fold_options){ 0 },
	    "sh 1 1.1: 2 e: \n\nsh 1 1.1: 3 e: \n\t7f (sh) (x)\n\n",
	    "sh 5\n");
	check(&(struct fold_options){ 0 }, "", "");
	check(&(struct fold_options){ 0 }, "\n\n\n", "");
}

static void
sums_end_at_the_most_there_is(void **state)
{
	(void)state;
	check(&(struct fold_options){ 0 },
	    "sh 1 1.1: 18446744073709551614 e: \n\n"
	    "sh 1 1.1: 1 e: \n\nsh 1 1.1: 1 e: \n\n",
	    "sh 18446744073709551615\n");
}

/* More lines than are remembered at a time. */
static void
many_lines_are_folded(void **state)
{
	struct fold_options o = { 0 };
	size_t len;
	char *many, *got;
	FILE *stream = xmemstream(&many, &len);

	(void)state;
	for (int i = 0; i < 300000; i++)
		fprintf(stream, "sh 1 1.1: e: \n\t%x f%d+0x%x (x)\n\n", i,
		    i % 3, i);
	fclose(stream);
	got = fold_pieces(&o, many, 0, NULL);
	assert_string_equal(got,
	    "sh;f0 100000\nsh;f1 100000\nsh;f2 100000\n");
	free(got);
	free(many);
}

static void
it_is_told_what_is_left_out(void **state)
{
	char *said;

	(void)state;
	free(fold_pieces(&(struct fold_options){ 0 }, text, 0, &said));
	assert_non_null(strstr(said, "a.txt ends within a sample"));
	assert_non_null(strstr(said, "only samples of the first event, cycles,"
				     " are folded; 1 of other events are left "
				     "out (1 of faults); --event=NAME"));
	assert_non_null(strstr(said, "2 lines have no callchain or frame and "
				     "are left out; the first is line 15\n"));
	free(said);
	free(fold_pieces(&(struct fold_options){ .event = "e" }, text, 0,
	    &said));
	assert_non_null(strstr(said, "no sample is of event e; there are 4 of "
				     "cycles, 1 of faults"));
	free(said);
	free(fold_pieces(&(struct fold_options){ .event = "faults" },
	    "sh 1 1.1: 2 faults: \n\nsh 1 1.1: 3 e: \n\n", 0, &said));
	assert_string_equal(said, "");
	free(said);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_do_not_matter),
		cmocka_unit_test(only_one_event_counts),
		cmocka_unit_test(processes_and_threads_are_told),
		cmocka_unit_test(the_same_line_is_another_frame_in_java),
		cmocka_unit_test(
		    addresses_make_frames_differ_where_they_are_told),
		cmocka_unit_test(
		    a_line_without_a_symbol_depends_on_its_address),
		cmocka_unit_test(a_header_in_a_sample_goes_on_with_its_stack),
		cmocka_unit_test(samples_without_frames_count),
		cmocka_unit_test(sums_end_at_the_most_there_is),
		cmocka_unit_test(many_lines_are_folded),
		cmocka_unit_test(it_is_told_what_is_left_out),
	};

	return RUN(tests);
}
