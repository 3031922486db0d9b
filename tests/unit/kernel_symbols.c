/* SPDX-License-Identifier: GPL-2.0-only */
/* Which symbols of the kernel are picked, and where addresses are found. */
#include "unit/testing.h"

#include "unit/capture.h"
#include "unit/kernel_symbols_world.h"

/* Symbols are farther apart than a cell, in which addresses are one. */
static const char kernel[] = "ffffffff81000000 T _stext\n"
			     "ffffffff81000000 T _text\n"
			     "ffffffff81000100 T a\n"
			     "ffffffff81000200 T b\n"
			     "ffffffff81000200 t b2\n"
			     "ffffffff81000300 T c\n"
			     "ffffffff81000400 T d\n"
			     "ffffffff81000500 T e\n"
			     "ffffffff81000600 T f\n"
			     "ffffffff81000700 T g\n"
			     "ffffffff81000800 B y\n"
			     "ffffffff81000900 B z\n";

#define K(low) (UINT64_C(0xffffffff81000000) + (low))

/* The names of picked lines, each with a blank before it; until the next. */
static const char *
names(const char *picked)
{
	static char text[4096];
	size_t len = 0;

	text[0] = '\0';
	for (const char *s = picked; *s; s += strcspn(s, "\n") + 1)
		len += snprintf(text + len, sizeof text - len, " %.*s",
		    (int)strcspn(s + 19, "\t\n"), s + 19);
	return text;
}

/* Passes when a recording, which is released, needs these of a text. */
static void
writer_needs(struct recording_writer *w, const char *text, const char *wanted)
{
	char *one = symbols_world_pick(w, text, 1), *four = symbols_world_pick(w, text, 4);

	assert_non_null(one);
	assert_string_equal(names(one), wanted);
	assert_string_equal(one, four);
	free(one);
	free(four);
	recording_writer_release(w);
}

/* The same for one with a sample at an address. */
static void
needs(uint64_t ip, const char *text, const char *wanted)
{
	struct recording_writer w;

	symbols_world_start(&w, NULL);
	symbols_world_sample(&w, ip);
	writer_needs(&w, text, wanted);
}

static void
around_an_address_are_its_symbol_and_the_next(void **state)
{
	(void)state;
	needs(K(0x440), kernel, " _stext _text a d e z");
	needs(K(0x400), kernel, " _stext _text a d e z");
	needs(K(0x4ff), kernel, " _stext _text a d e z");
	needs(K(0x500), kernel, " _stext _text a e f z");
	needs(K(0x3ff), kernel, " _stext _text a c d z");
}

static void
all_that_start_at_the_same_address_are_there(void **state)
{
	(void)state;
	needs(K(0x280), kernel, " _stext _text a b b2 c z");
	needs(K(0x180), kernel, " _stext _text a b b2 z");
	needs(K(0x080), kernel, " _stext _text a z");
	needs(K(0x880), kernel, " _stext _text a y z");
	/* Also where the last one has others. */
	needs(0x400010,
	    "ffffffff81000000 T a\nffffffff81000100 T b\n"
	    "ffffffff81000200 T c\nffffffff81000300 T d\n"
	    "ffffffff81000300 T d2\nffffffff81000300 a d3\n",
	    " a b d d2 d3");
}

static void
without_addresses_of_the_kernel_only_ends_are_there(void **state)
{
	(void)state;
	needs(0x400010, kernel, " _stext _text a z");
	needs(0, kernel, " _stext _text a z");
	needs(UINT64_MAX, kernel, " _stext _text a z");
	needs(K(0) - 1, kernel, " _stext _text a z");
	needs(K(0x940), kernel, " _stext _text a z");
	needs(K(0x900), kernel, " _stext _text a z");
}

/* In one cell addresses are not told apart. */
static void
symbols_of_one_cell_are_all_there(void **state)
{
	static const char text[] = "ffffffff81000000 T _text\n"
				   "ffffffff81000100 T a\n"
				   "ffffffff81000200 T b\n"
				   "ffffffff8100023c T c\n"
				   "ffffffff8100023f T d\n"
				   "ffffffff81000240 T e\n"
				   "ffffffff81000300 T f\n"
				   "ffffffff81000400 T g\n"
				   "ffffffff81000500 T z\n";

	(void)state;
	needs(K(0x200), text, " _text a b c d e z");
	needs(K(0x23f), text, " _text a b c d e z");
	needs(K(0x1ff), text, " _text a b z");
	needs(K(0x240), text, " _text a e f z");
}

static void
what_perf_takes_for_no_symbol_stays_in_between(void **state)
{
	static const char text[] = "ffffffff81000000 T _text\n"
				   "ffffffff81000080 r not\n"
				   "ffffffff81000100 t a\n"
				   "ffffffff81000200 W b\n"
				   "ffffffff81000240 a b-a\n"
				   "ffffffff81000280 r b-r\n"
				   "ffffffff810002a0 A b-A\n"
				   "ffffffff810002c0 T $b\n"
				   "ffffffff81000300 w c\n"
				   "ffffffff81000300 r c-r\n"
				   "ffffffff81000340 N c-N\n"
				   "ffffffff81000400 D d\n"
				   "ffffffff81000500 d e\n"
				   "ffffffff81000600 b f\n"
				   "ffffffff81000600 ? f?\n"
				   "ffffffff81000700 B z\n"
				   "ffffffff81000800 r z-r\n"
				   "ffffffff81000900 R z-R\n";

	(void)state;
	needs(K(0x2e0), text,
	    " _text not a b b-a b-r b-A $b c c-r z z-r z-R");
	needs(K(0x380), text, " _text not a c c-r c-N d z z-r z-R");
	needs(K(0x480), text, " _text not a d e z z-r z-R");
	needs(K(0x580), text, " _text not a e f f? z z-r z-R");
	needs(K(0x680), text, " _text not a f f? z z-r z-R");
}

/* A symbol that counts has one before it at the same address. */
static void
what_does_not_count_goes_with_what_does_at_its_address(void **state)
{
	static const char text[] = "ffffffff81000000 T _text\n"
				   "ffffffff81000100 t a\n"
				   "ffffffff81000200 r b-r\n"
				   "ffffffff81000200 W b\n"
				   "ffffffff81000300 w c\n"
				   "ffffffff81000400 B z\n";

	(void)state;
	needs(K(0x280), text, " _text a b-r b c z");
	needs(K(0x180), text, " _text a b-r b z");
}

static void
lines_are_kept_as_they_are_in_the_order_of_the_file(void **state)
{
	static const char text[] =
	    "ffffffffc0000100 t other_end\t[other]\n"
	    "ffffffff81000500 B z\n"
	    "ffffffffc0000000 t other_init\t[other]\n"
	    "ffffffff81000100 t alias\n"
	    "FFFFFFFF81000100 T a\n"
	    "ffffffff81000000 T _text\n";
	struct recording_writer w;
	char *picked;

	(void)state;
	symbols_world_start(&w, NULL);
	symbols_world_sample(&w, K(0x140));
	picked = symbols_world_pick(&w, text, 2);
	assert_string_equal(picked, text);
	free(picked);
	recording_writer_release(&w);
}

/* Modules in the order of the list of modules, not of their addresses. */
static const char modules[] =
    "ffffffff81000000 T _text\n"
    "ffffffff81000100 T a\n"
    "ffffffff81000200 T b\n"
    "ffffffff81000300 T c\n"
    "ffffffff81000400 B z\n"
    "ffffffffc0020000 t m2\t[m]\n"
    "ffffffffc0020100 t m3\t[m]\n"
    "ffffffffc0020000 t m2-too\t[m]\n"
    "ffffffffc0020200 t m4\t[m]\n"
    "ffffffffc0020300 t m5\t[m]\n"
    "ffffffffc0020400 t m6\t[m]\n"
    "ffffffffc0010200 t l3\t[l]\n"
    "ffffffffc0010000 t l1\t[l]\n"
    "ffffffffc0010100 t l2\t[l]\n"
    "ffffffffc0010300 t l4\t[l]\n"
    "ffffffffc0010400 t l5\t[l]\n"
    "ffffffffc0030000 t after1\n"
    "ffffffffc0030100 t after2\n"
    "ffffffffc0030200 t after3\n"
    "ffffffffc0030300 t after4\n";

static void
the_kernel_and_each_module_have_their_ends(void **state)
{
	(void)state;
	needs(0x400010, modules,
	    " _text a z m2 m2-too m6 l1 l5 after1 after4");
	needs(UINT64_C(0xffffffffc0020180), modules,
	    " _text a z m2 m3 m2-too m4 m6 l1 l5 after1 after4");
	needs(UINT64_C(0xffffffffc0010300), modules,
	    " _text a z m2 m2-too m6 l1 l4 l5 after1 after4");
	/* Far behind a symbol, where perf may think it goes on. */
	needs(UINT64_C(0xffffffffc0018000), modules,
	    " _text a z m2 m2-too m6 l1 l5 after1 after4");
	needs(UINT64_C(0xffffffffc0030140), modules,
	    " _text a z m2 m2-too m6 l1 l5 after1 after2 after3 after4");
}

static void
symbols_that_are_per_cpu_are_all_there(void **state)
{
	static const char text[] = "0000000000000000 A fixed\n"
				   "0000000000000000 D start\n"
				   "0000000000001000 d one\n"
				   "0000000000002000 d two\n"
				   "0000000000003000 A three\n"
				   "ffffffff81000000 T _text\n"
				   "ffffffff81000100 T a\n"
				   "ffffffff81000200 T b\n"
				   "ffffffff81000300 T c\n"
				   "ffffffff81000400 B z\n";

	(void)state;
	needs(0x400010, text, " fixed start one two three _text z");
	needs(K(0x110), text, " fixed start one two three _text a b z");
	needs(0x1010, text, " fixed start one two three _text z");
	/* Even those that perf does not take. */
	needs(K(0x110), "0000000000000000 A zero\n0000000000001000 A one\n"
	    "ffffffff81000000 T a\nffffffff81000200 T b\n", " zero one a b");
}

static void
names_that_perf_looks_up_are_there(void **state)
{
	static const char text[] = "ffffffff81000000 T first\n"
				   "ffffffff81000100 T second\n"
				   "ffffffff81000200 T _text\n"
				   "ffffffff81000300 T p\n"
				   "ffffffff81000400 T _stext\n"
				   "ffffffff81000500 T p\n"
				   "ffffffff81000600 T _sinittext\n"
				   "ffffffff81000700 T p\n"
				   "ffffffff81000800 r _einittext\n"
				   "ffffffff81000900 T p\n"
				   "ffffffff81000a00 T _etext\n"
				   "ffffffff81000b00 D p\n"
				   "ffffffff81000c00 D _edata\n"
				   "ffffffff81000d00 D p\n"
				   "ffffffff81000e00 B _end\n"
				   "ffffffff81000f00 B _end_of_it\n"
				   "ffffffff81001000 B z\n";

	(void)state;
	needs(0x400010, text, " first second _text _stext _sinittext "
	    "_einittext _etext _edata _end z");
}

/* Passes when nothing can be picked from a text. */
static void
is_unusable(const char *text)
{
	scratch_write("kallsyms", text);
	assert_null(kernel_symbols_read(in_scratch("kallsyms")));
}

static void
what_is_no_list_of_addresses_is_not_used(void **state)
{
	(void)state;
	assert_null(kernel_symbols_read(in_scratch("none")));
	assert_null(kernel_symbols_read(scratch));
	is_unusable("");
	is_unusable("\n\n");
	is_unusable("what is this\nffffffff81000000\n T a\nffffffff81000000 T\n"
		    "ffffffff81000000 Tt a\nffffffff81000000\tT a\n"
		    "ffffffff81000000 ");
	/* Those who may not know see zeros. */
	is_unusable("0000000000000000 T _text\n0000000000000000 T a\n");
	is_unusable("ffffffff81000000 a a\nffffffff81000100 r b\n");
	/* Eight gigabytes are too wide. */
	is_unusable("fffffffd81000000 T a\nffffffff81000000 T b\n");
	is_unusable("ff00000000000000 T a\nffffffff81000000 T b\n");
	kernel_symbols_free(NULL);
}

static void
lines_of_another_kind_are_left_out(void **state)
{
	(void)state;
	needs(K(0x110), "garbage\n T x\nffffffff81000100 T a\n\n"
	    "ffffffff81000200 T b\nffffffff81000300 Tb x\n"
	    "ffffffff81000400", " a b");
	needs(K(0x110), "fffffffd81000001 T a\nffffffff81000000 T b\n",
	    " a b");
	/* One is enough, and so is a line without its end. */
	needs(K(0x110), "ffffffff81000100 T a", " a");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(around_an_address_are_its_symbol_and_the_next),
		TEST(all_that_start_at_the_same_address_are_there),
		TEST(without_addresses_of_the_kernel_only_ends_are_there),
		TEST(symbols_of_one_cell_are_all_there),
		TEST(what_perf_takes_for_no_symbol_stays_in_between),
		TEST(what_does_not_count_goes_with_what_does_at_its_address),
		TEST(lines_are_kept_as_they_are_in_the_order_of_the_file),
		TEST(the_kernel_and_each_module_have_their_ends),
		TEST(symbols_that_are_per_cpu_are_all_there),
		TEST(names_that_perf_looks_up_are_there),
		TEST(what_is_no_list_of_addresses_is_not_used),
		TEST(lines_of_another_kind_are_left_out),
	};

	return RUN(tests);
}
