/* SPDX-License-Identifier: GPL-2.0-only */
/* From which record on any process may matter to any other. */
#include "unit/testing.h"

#include <string.h>

#include "generator/packer.h"
#include "perfdata/format.h"
#include "perfdata/records.h"
#include "scan/affects_all_tasks.h"

enum { USER = 2 };

/* A file as an MMAP2 has it. */
struct file {
	const char *name;
	uint32_t major, minor;
	uint64_t inode, generation;
	uint16_t misc;
};

/* Says whether mapping a file raises doubt. */
static bool
maps(struct affects_all_tasks *d, const struct file *f)
{
	struct packer p = { 0 };
	struct record record = { .type = RECORD_MMAP2 };
	bool raised;

	pack_record(&p, RECORD_MMAP2, f->misc ? f->misc : USER);
	pack_u32(&p, 7);
	pack_u32(&p, 7);
	for (int i = 0; i < 3; i++)
		pack_u64(&p, 0x1000);
	pack_u32(&p, f->major);
	pack_u32(&p, f->minor);
	pack_u64(&p, f->inode);
	pack_u64(&p, f->generation);
	pack_u64(&p, 5);
	pack(&p, f->name, strlen(f->name) + 1);
	pack_padding(&p, 8);
	pack_record_end(&p, 0);
	record.bytes = p.bytes;
	record.size = p.len;
	raised = affects_all_tasks_from(d, &record);
	packer_release(&p);
	return raised;
}

/* Says whether the second file raises doubt after the first. */
static bool
clash(const struct file *first, const struct file *second)
{
	struct affects_all_tasks d = { 0 };
	bool raised;

	assert_false(maps(&d, first));
	raised = maps(&d, second);
	affects_all_tasks_release(&d);
	return raised;
}

static void
one_file_raises_none(void **state)
{
	(void)state;
	assert_false(clash(&(struct file){ "/a", 8, 1, 5, 6, 0 },
	    &(struct file){ "/a", 8, 1, 5, 6, 0 }));
	assert_false(clash(&(struct file){ "/a", 8, 1, 5, 6, 0 },
	    &(struct file){ "/b", 8, 1, 7, 6, 0 }));
	/* What ran before has no generation. */
	assert_false(clash(&(struct file){ "/a", 8, 1, 5, 0, 0 },
	    &(struct file){ "/a", 8, 1, 5, 6, 0 }));
	assert_false(clash(&(struct file){ "/a", 8, 1, 5, 6, 0 },
	    &(struct file){ "/a", 8, 1, 5, 0, 0 }));
}

static void
another_file_of_the_same_name_does(void **state)
{
	(void)state;
	assert_true(clash(&(struct file){ "/a", 8, 1, 5, 6, 0 },
	    &(struct file){ "/a", 8, 1, 7, 6, 0 }));
	assert_true(clash(&(struct file){ "/a", 8, 1, 5, 6, 0 },
	    &(struct file){ "/a", 8, 2, 5, 6, 0 }));
	assert_true(clash(&(struct file){ "/a", 8, 1, 5, 6, 0 },
	    &(struct file){ "/a", 8, 1, 5, 7, 0 }));
	assert_true(clash(
	    &(struct file){ "/a", 8, 1, 5, 6, USER | MISC_MMAP_BUILD_ID },
	    &(struct file){ "/a", 8, 1, 5, 7, USER | MISC_MMAP_BUILD_ID }));
}

static void
memory_and_the_kernel_do_not(void **state)
{
	static const char *const names[] = { "//anon", "[heap]", "[vdso]",
		"/dev/zero (deleted)", "/SYSV00000000 (deleted)",
		"/memfd:jit (deleted)", "/anon_hugepage (deleted)", "" };

	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++)
		assert_false(clash(&(struct file){ names[i], 8, 1, 5, 6, 0 },
		    &(struct file){ names[i], 8, 1, 7, 6, 0 }));
	assert_false(clash(&(struct file){ "/a", 8, 1, 5, 6, MISC_KERNEL },
	    &(struct file){ "/a", 8, 1, 7, 6, MISC_KERNEL }));
}

static void
lost_records_do(void **state)
{
	const unsigned char bytes[24] = { 0 };
	struct record record = { .bytes = bytes, .size = sizeof bytes };
	struct affects_all_tasks d = { 0 };

	(void)state;
	record.type = RECORD_LOST;
	assert_true(affects_all_tasks_from(&d, &record));
	record.type = RECORD_LOST_SAMPLES;
	assert_false(affects_all_tasks_from(&d, &record));
	record.type = RECORD_COMM;
	assert_false(affects_all_tasks_from(&d, &record));
	/* Too short for a name. */
	record.type = RECORD_MMAP2;
	assert_false(affects_all_tasks_from(&d, &record));
	affects_all_tasks_release(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_file_raises_none),
		cmocka_unit_test(another_file_of_the_same_name_does),
		cmocka_unit_test(memory_and_the_kernel_do_not),
		cmocka_unit_test(lost_records_do),
	};

	return RUN(tests);
}
