/* SPDX-License-Identifier: GPL-2.0-only */
/* How lines of perf script are read, and names of frames tidied. */
#include "unit/testing.h"

#include <stdio.h>
#include <string.h>

#include "fold/fold_options.h"
#include "fold/frame_name.h"
#include "fold/header_line.h"

/* Returns the name of a line's frame, "-" where it is none. */
static const char *
name_with(const char *line, unsigned with, bool is_java)
{
	static char name[200];
	struct text t = { 0 };
	struct frame_line f;
	bool good = frame_line_read(&f, line, strlen(line));

	if (!good || !frame_name_add(&t, &f, with, is_java))
		strcpy(name, good ? "left out" : "no frame");
	else
		snprintf(name, sizeof name, "%.*s", (int)t.len, t.bytes);
	text_release(&t);
	return name;
}

static const char *
name_of(const char *line)
{
	return name_with(line, 0, false);
}

static void
leaves_out_offsets_arguments_and_quotes(void **state)
{
	(void)state;
	assert_string_equal(name_of("\t 7f main+0x1f (/bin/a)"), "main");
	assert_string_equal(name_of("\t7f main+0x (/bin/a)"), "main+0x");
	assert_string_equal(name_of("\t7f f(int, char const*)+0x1 (a)"), "f");
	assert_string_equal(name_of("\t7f f (inlined)"), "f");
	assert_string_equal(name_of("\t7f \"a\" it's (a)"), "a its");
	assert_string_equal(name_of("\t7f a;b (a)"), "a:b");
	assert_string_equal(name_of("\t7f \" (a)"), "");
}

static void
keeps_anonymous_namespaces_and_methods_of_go(void **state)
{
	(void)state;
	assert_string_equal(name_of("\t7f (x) (a)"), "left out");
	assert_string_equal(
	    name_of("\t7f a::(anonymous namespace)::f(int) (a)"),
	    "a::(anonymous namespace)::f");
	assert_string_equal(name_of("\t7f net/http.(*Client).Do (a)"),
	    "net/http.(*Client).Do");
	assert_string_equal(name_of("\t7f net.(*Client) (a)"), "net.");
}

static void
names_what_is_unknown_by_its_dso(void **state)
{
	const char *line = "\t7f [unknown] (/usr/lib/libc.so.6)";

	(void)state;
	assert_string_equal(name_of(line), "[libc.so.6]");
	assert_string_equal(name_with(line, FOLD_ADDRS, false),
	    "[libc.so.6 <7f>]");
	assert_string_equal(name_of("\t7f [unknown] ([unknown])"), "[unknown]");
	assert_string_equal(name_of("\t7f [unknown] ()"), "[]");
	assert_string_equal(name_of("\t7f [unknown] (/a b.so)"), "[a b.so]");
	/* What begins the DSO is taken for arguments. */
	assert_string_equal(name_of("\t7f [unknown] (/a (deleted))"),
	    "[unknown] ");
}

static void
marks_kernel_and_jit(void **state)
{
	const char *kernel = "\t7f f ([kernel.kallsyms])";
	const char *jit = "\t7f g (/tmp/perf-12.map)";

	(void)state;
	assert_string_equal(name_with(kernel, FOLD_KERNEL, false), "f_[k]");
	assert_string_equal(name_with(kernel, FOLD_JIT, false), "f");
	assert_string_equal(name_with(jit, FOLD_JIT, false), "g_[j]");
	assert_string_equal(name_with(jit, FOLD_KERNEL, false), "g");
	assert_string_equal(name_with("\t7f g_[j] (/tmp/perf-12.map)",
	    FOLD_JIT, false), "g_[j]");
	assert_string_equal(name_with("\t7f g (/tmp/perf-.map)", FOLD_JIT,
	    false), "g");
	assert_string_equal(name_with("\t7f f (/boot/vmlinux)", FOLD_KERNEL,
	    false), "f_[k]");
	assert_string_equal(name_with("\t7f [unknown] ([unknown])",
	    FOLD_KERNEL, false), "[unknown]");
}

static void
knows_classes_of_java(void **state)
{
	const char *line = "\t7f Lorg/a/B;.call(Lorg/a/C;)V (/tmp/perf-1.map)";

	(void)state;
	assert_string_equal(name_with(line, 0, true), "org/a/B:.call");
	assert_string_equal(name_of(line), "Lorg/a/B:.call");
	assert_string_equal(name_with("\t7f Long (a)", 0, true), "Long");
	assert_true(frame_name_is_java((struct span){ "java-12", 7 }));
	assert_false(frame_name_is_java((struct span){ "jav", 3 }));
}

static void
cuts_where_functions_are_inlined(void **state)
{
	(void)state;
	assert_string_equal(name_of("\t7f a->b->c+0x1 (a)"), "a;b_[i];c_[i]");
	assert_string_equal(name_with("\t7f a->b ([k])", FOLD_KERNEL, false),
	    "a_[k];b_[i]");
	assert_string_equal(name_of("\t7f a-> (a)"), "a");
	assert_string_equal(name_of("\t7f ->b (a)"), ";b_[i]");
	assert_string_equal(name_of("\t7f ->-> (a)"), "left out");
}

static void
reads_frames_of_all_forms(void **state)
{
	struct frame_line f;

	(void)state;
	assert_string_equal(name_of("\t7f main"), "no frame");
	assert_string_equal(name_of("\t7f main (a"), "no frame");
	assert_string_equal(name_of("\t[7f] main (a)"), "no frame");
	assert_string_equal(name_of(""), "no frame");
	assert_string_equal(name_of("\t7f a (b) (c) d"), "a ");
	assert_string_equal(name_of("\t7f8 (a)"), "8");
	assert_string_equal(name_of("\t7 (a)"), "no frame");
	assert_true(frame_line_read(&f, "7f8  (a)", 8));
	assert_int_equal(f.address.len, 3);
	assert_int_equal(f.symbol.len, 1);
}

/* Returns what a header says, as "COMM|PID|TID|PERIOD|EVENT". */
static const char *
header_of(const char *line)
{
	static char said[200];
	struct header_line h;

	if (!header_line_read(&h, line, strlen(line)))
		return "none";
	snprintf(said, sizeof said, "%.*s|%.*s|%.*s|%ju|%.*s",
	    (int)h.comm.len, h.comm.bytes, (int)h.pid.len, h.pid.bytes,
	    (int)h.tid.len, h.tid.bytes, (uintmax_t)h.period,
	    (int)h.event.len, h.event.bytes);
	return said;
}

static void
reads_headers_of_all_forms(void **state)
{
	(void)state;
	assert_string_equal(header_of("sh 12 [000] 5.000001: 7 cycles: "),
	    "sh|?|12|7|cycles");
	assert_string_equal(header_of("V8 Work 12/34 5.1: 7 cycles:u:"),
	    "V8 Work|12|34|7|cycles:u");
	assert_string_equal(header_of("sh 12 5.1: cycles: "),
	    "sh|?|12|1|cycles");
	assert_string_equal(header_of("sh 12 5.1: 0 cycles: "),
	    "sh|?|12|1|cycles");
	assert_string_equal(header_of("sh 12 5.1: 00 cycles: "),
	    "sh|?|12|0|cycles");
	assert_string_equal(header_of("sh 12 5.1: sched:sched_switch: a=b"),
	    "sh|?|12|1|");
	assert_string_equal(header_of("swapper 0/0 5.1: 1 cycles: "),
	    "swapper|?|0|1|cycles");
	assert_string_equal(header_of("a     12 5.1: 1 cycles: "),
	    "a |?|12|1|cycles");
	assert_string_equal(header_of("sh 12 5: 99999999999999999999 e: "),
	    "sh|?|12|18446744073709551615|e");
	assert_string_equal(header_of(" sh 12 5.1: 1 cycles: "), "none");
	assert_string_equal(header_of("sh 12"), "none");
	assert_string_equal(header_of("s"), "none");
}

/* Returns the frame on a header's line. */
static const char *
frame_behind(const char *line)
{
	struct header_line h;
	const char *at = header_line_read_with_frame(&h, line, strlen(line));

	return at ? at : "none";
}

static void
finds_the_frame_behind_a_header(void **state)
{
	(void)state;
	assert_string_equal(frame_behind("  sh 1 [0] 5.1: 7 e:  7f f (a)"),
	    "7f f (a)");
	assert_string_equal(frame_behind("sh 1 e: 7f f (a)"), "7f f (a)");
	assert_string_equal(frame_behind("sh 1 5.1: 7f f (a)"), "none");
	assert_string_equal(frame_behind("sh 1 5.1: s:s_switch: a=b (c)"),
	    "none");
	assert_string_equal(frame_behind("\t7f f (a)"), "none");
	assert_string_equal(frame_behind(""), "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_out_offsets_arguments_and_quotes),
		cmocka_unit_test(keeps_anonymous_namespaces_and_methods_of_go),
		cmocka_unit_test(names_what_is_unknown_by_its_dso),
		cmocka_unit_test(marks_kernel_and_jit),
		cmocka_unit_test(knows_classes_of_java),
		cmocka_unit_test(cuts_where_functions_are_inlined),
		cmocka_unit_test(reads_frames_of_all_forms),
		cmocka_unit_test(reads_headers_of_all_forms),
		cmocka_unit_test(finds_the_frame_behind_a_header),
	};

	return RUN(tests);
}
