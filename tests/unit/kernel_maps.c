/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether the kernel of a recording lies where the running one does. */
#include "unit/testing.h"

#include "generator/packer.h"
#include "perfdata/records.h"
#include "scan/kernel_maps.h"
#include "slice/kernel_place.h"
#include "unit/kernel_symbols_world.h"

#define TEXT UINT64_C(0xffffffff81000000)
#define MODULE UINT64_C(0xffffffffc0900000)

enum { USER = 2 };

static const char kallsyms[] = "ffffffff80000000 T before\n"
			       "ffffffff81000000 T _stext\n"
			       "ffffffff81000000 T _text\n"
			       "ffffffff81000100 T a\n"
			       "ffffffff81000200 T odd_one\n"
			       "ffffffff81000300 T _text\n"
			       "ffffffff81000400 T z\n";

static const char modules[] =
    "xt_state 16384 0 - Live 0xffffffffc0800000\n"
    "sch_fq 65536 1 xt_state, Live 0xffffffffc0900000 (O)\n"
    "sch_fq_codel 65536 0 - Live 0xffffffffc0a00000\n";

/* Adds an MMAP, or MMAP2, of a mode. */
static void
map(struct kernel_maps *maps, uint32_t type, uint16_t mode, uint64_t start,
    uint64_t offset, const char *name)
{
	struct packer p = { 0 };
	struct record record = { .type = type };

	pack_record(&p, type, mode);
	pack_u32(&p, UINT32_MAX);
	pack_u32(&p, 0);
	pack_u64(&p, start);
	pack_u64(&p, 0x1000);
	pack_u64(&p, offset);
	for (int i = 0; type == RECORD_MMAP2 && i < 4; i++)
		pack_u64(&p, 0x77);
	pack(&p, name, strlen(name) + 1);
	pack_padding(&p, 8);
	pack_record_end(&p, 0);
	record.bytes = p.bytes;
	record.size = p.len;
	kernel_maps_add(maps, &record, 0);
	packer_release(&p);
}

/* Says whether those added so far fit; they are released. */
static bool
fit(struct kernel_maps *maps)
{
	struct kernel_symbols *k;
	bool is;

	scratch_write("kallsyms", kallsyms);
	k = kernel_symbols_read(in_scratch("kallsyms"));
	assert_non_null(k);
	is = kernel_is_in_place(maps, k, modules);
	kernel_symbols_free(k);
	kernel_maps_release(maps);
	return is;
}

/* The same for one map of the kernel's. */
static bool
one_fits(uint64_t start, uint64_t offset, const char *name)
{
	struct kernel_maps maps = { 0 }, again = { 0 };
	bool is;

	map(&maps, RECORD_MMAP, MISC_KERNEL, start, offset, name);
	map(&again, RECORD_MMAP2, MISC_KERNEL, start, offset, name);
	is = fit(&maps);
	assert_int_equal(fit(&again), is);
	return is;
}

static void
a_kernel_fits_where_its_symbol_is(void **state)
{
	(void)state;
	assert_true(one_fits(TEXT, TEXT, "[kernel.kallsyms]_text"));
	assert_true(one_fits(TEXT, TEXT, "[kernel.kallsyms]_stext"));
	assert_false(one_fits(TEXT, TEXT + 0x1000, "[kernel.kallsyms]_text"));
	assert_false(one_fits(TEXT, TEXT - 1, "[kernel.kallsyms]_stext"));
	/* perf takes the first of a name. */
	assert_false(one_fits(TEXT, TEXT + 0x300, "[kernel.kallsyms]_text"));
	assert_false(one_fits(TEXT, TEXT, "[kernel.kallsyms]_tex"));
	assert_false(one_fits(TEXT, TEXT, "[kernel.kallsyms]"));
	/* Perf 3.2 called it so, and 6.12 finds no such symbol. */
	assert_false(one_fits(TEXT, TEXT, "[kernel.kallsyms._text]"));
	/* Of who may not know the address, perf does not shift anything. */
	assert_true(one_fits(0, 0, "[kernel.kallsyms]_text"));
}

static void
a_kernel_may_have_no_place(void **state)
{
	struct kernel_maps maps = { 0 };

	(void)state;
	map(&maps, RECORD_MMAP, MISC_KERNEL, TEXT, TEXT,
	    "[kernel.kallsyms]_text");
	map(&maps, RECORD_MMAP, MISC_KERNEL, MODULE, 0, "[sch_fq]");
	assert_false(maps.unplaced);
	map(&maps, RECORD_MMAP, MISC_KERNEL, 0, 0, "[kernel.kallsyms]_text");
	assert_true(maps.unplaced);
	kernel_maps_release(&maps);
}

static void
a_module_fits_where_it_is_loaded(void **state)
{
	(void)state;
	assert_true(one_fits(MODULE, 0, "[sch_fq]"));
	assert_true(one_fits(MODULE, 0, "/lib/modules/6.1/net/sch_fq.ko"));
	assert_true(one_fits(MODULE, 0, "/lib/modules/6.1/net/sch-fq.ko.xz"));
	assert_false(one_fits(MODULE + 0x1000, 0, "[sch_fq]"));
	assert_false(one_fits(MODULE, 0, "[sch_fq_codel]"));
	assert_false(one_fits(MODULE, 0, "[sch]"));
	assert_false(one_fits(MODULE, 0, "/lib/modules/6.1/net/q.ko"));
}

static void
all_must_fit_and_one_is_enough_not_to(void **state)
{
	struct kernel_maps maps = { 0 };

	(void)state;
	assert_true(fit(&maps));
	map(&maps, RECORD_MMAP, MISC_KERNEL, TEXT, TEXT,
	    "[kernel.kallsyms]_text");
	map(&maps, RECORD_MMAP2, MISC_KERNEL, MODULE, 0, "[sch_fq]");
	assert_true(fit(&maps));
	map(&maps, RECORD_MMAP, MISC_KERNEL, TEXT, TEXT,
	    "[kernel.kallsyms]_text");
	map(&maps, RECORD_MMAP2, MISC_KERNEL, MODULE + 8, 0, "[sch_fq]");
	assert_false(fit(&maps));
}

static void
what_is_not_of_the_kernel_does_not_matter(void **state)
{
	struct kernel_maps maps = { 0 };

	(void)state;
	map(&maps, RECORD_MMAP, USER, 0x400000, 0, "/bin/a");
	map(&maps, RECORD_MMAP2, USER, 0x400000, 0, "[vdso]");
	map(&maps, RECORD_COMM, MISC_KERNEL, 0x400000, 0, "/bin/a");
	map(&maps, RECORD_MMAP, MISC_KERNEL, 0x400000, 0, "anything");
	assert_int_equal(maps.count, 0);
	kernel_maps_release(&maps);
}

/* A record's size says where a name must have ended. */
static void
a_name_without_an_end_is_none(void **state)
{
	struct kernel_maps maps = { 0 };
	unsigned char bytes[72] = { RECORD_MMAP, [RECORD_MISC] = MISC_KERNEL };
	struct record record = { .bytes = bytes, .type = RECORD_MMAP };

	(void)state;
	memset(bytes + MMAP_NAME, '[', sizeof bytes - MMAP_NAME);
	for (size_t size = RECORD_HEADER_LEN; size <= sizeof bytes; size++) {
		record.size = size;
		kernel_maps_add(&maps, &record, 0);
		assert_int_equal(maps.count, 0);
	}
}

static void
what_is_referred_to_is_picked(void **state)
{
	struct recording_writer w;
	struct kernel_symbols *k;
	char *picked;

	(void)state;
	symbols_world_start(&w, NULL);
	symbols_world_sample(&w, 0x400010);
	scratch_write("kallsyms", kallsyms);
	k = kernel_symbols_read(in_scratch("kallsyms"));
	assert_true(kernel_symbols_refer(k, "odd_one", TEXT + 0x200));
	picked = symbols_world_pick_of(&w, k, 1);
	assert_non_null(strstr(picked, "odd_one"));
	assert_null(strstr(picked, "T a"));
	free(picked);
	kernel_symbols_free(k);
	recording_writer_release(&w);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_kernel_fits_where_its_symbol_is),
		TEST(a_kernel_may_have_no_place),
		TEST(a_module_fits_where_it_is_loaded),
		TEST(all_must_fit_and_one_is_enough_not_to),
		TEST(what_is_not_of_the_kernel_does_not_matter),
		TEST(a_name_without_an_end_is_none),
		TEST(what_is_referred_to_is_picked),
	};

	return RUN(tests);
}
