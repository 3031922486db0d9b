/* SPDX-License-Identifier: GPL-2.0-only */
/* Build IDs out of files that are right, cut off or lie. */
#include "unit/testing.h"

#include <elf.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "plan/build_id.h"
#include "unit/scratch.h"

#define ID "0102030405060708090a0b0c0d0e0f1011121314"

/* A file of one segment, or section, with a note in front of the build ID's. */
struct file_64 {
	Elf64_Ehdr head;
	Elf64_Phdr segment;
	Elf64_Shdr section;
	struct {
		Elf64_Nhdr head;
		char name[8], value[4];
	} other;
	struct {
		Elf64_Nhdr head;
		char name[4];
		unsigned char id[20];
	} note;
};

struct file_32 {
	Elf32_Ehdr head;
	Elf32_Phdr segment;
	struct {
		Elf32_Nhdr head;
		char name[4];
		unsigned char id[20];
	} note;
};

static struct file_64
right_64(void)
{
	enum { NOTES = offsetof(struct file_64, other) };
	struct file_64 f = {
		.head = { .e_ident = ELFMAG, .e_phnum = 1, .e_shnum = 1,
			.e_phoff = offsetof(struct file_64, segment),
			.e_shoff = offsetof(struct file_64, section) },
		.segment = { .p_type = PT_NOTE, .p_offset = NOTES,
			.p_filesz = sizeof f - NOTES },
		.section = { .sh_type = SHT_NOTE, .sh_offset = NOTES,
			.sh_size = sizeof f - NOTES },
		.other = { { 6, 3, 1 }, "Linux", "abc" },
		.note = { { 4, 20, NT_GNU_BUILD_ID }, "GNU", "" },
	};

	f.head.e_ident[EI_CLASS] = ELFCLASS64;
	for (int i = 0; i < 20; i++)
		f.note.id[i] = i + 1;
	return f;
}

static void
write_bytes(const void *bytes, size_t len)
{
	FILE *f = fopen(in_scratch("file"), "we");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

/* Sees that a file has a build ID, or for NULL that it has none. */
static void
has(const void *bytes, size_t len, const char *id)
{
	char text[BUILD_ID_TEXT] = "";

	write_bytes(bytes, len);
	assert_int_equal(build_id_read(in_scratch("file"), text), id ? 0 : -1);
	if (id)
		assert_string_equal(text, id);
}

#define HAS(file, id) has(&(file), sizeof(file), id)

static void
is_found_by_segments_and_by_sections(void **state)
{
	struct file_64 f = right_64();

	(void)state;
	HAS(f, ID);
	/* As a module of the kernel has it. */
	f.head.e_phnum = 0;
	HAS(f, ID);
	f.head.e_shnum = 0;
	HAS(f, NULL);
	f = right_64();
	f.segment.p_type = f.section.sh_type = 1;
	HAS(f, NULL);
}

static void
is_found_in_files_of_32_bits(void **state)
{
	struct file_32 f = {
		.head = { .e_ident = ELFMAG, .e_phnum = 1,
			.e_phoff = offsetof(struct file_32, segment) },
		.segment = { .p_type = PT_NOTE,
			.p_offset = offsetof(struct file_32, note),
			.p_filesz = sizeof f.note },
		.note = { { 4, 8, NT_GNU_BUILD_ID }, "GNU", { 0xab } },
	};

	(void)state;
	f.head.e_ident[EI_CLASS] = ELFCLASS32;
	/* A short one has zeros behind it, as in recordings. */
	HAS(f, "ab00000000000000000000000000000000000000");
	f.segment.p_offset = UINT32_MAX;
	HAS(f, NULL);
}

static void
what_is_longer_counts_by_its_start(void **state)
{
	struct {
		struct file_64 f;
		char more[12];
	} longer = { right_64(), "" };

	(void)state;
	longer.f.note.head.n_descsz = 32;
	longer.f.segment.p_filesz += 12;
	HAS(longer, ID);
}

static void
cut_off_anywhere_it_is_just_not_there(void **state)
{
	const struct file_64 f = right_64();
	const size_t end = offsetof(struct file_64, note) + sizeof f.note;

	(void)state;
	for (size_t len = 0; len < end; len++)
		has(&f, len, NULL);
}

static void
sizes_and_offsets_that_lie_are_not_followed(void **state)
{
	static const uint64_t lies[] = { 1, 0x7fffffff, 0xfffffffc, 0xffffffff,
		UINT64_MAX / 2, UINT64_MAX - 60, UINT64_MAX };
	struct file_64 f;
	char text[BUILD_ID_TEXT];

	(void)state;
	for (size_t i = 0; i < LENGTH(lies); i++) {
		uint64_t lie = lies[i];

#define TELLS(field) do { \
	f = right_64(); \
	f.head.e_shnum = 0; \
	f.field = lie; \
	HAS(f, NULL); \
} while (0)
		TELLS(head.e_phoff);
		TELLS(segment.p_offset);
		TELLS(other.head.n_namesz);
		if (lie > 20) {
			TELLS(other.head.n_descsz);
			TELLS(note.head.n_namesz);
			TELLS(note.head.n_descsz);
		}
		/* More than there is: what is there counts. */
		f = right_64();
		f.segment.p_filesz = lie;
		f.head.e_phnum = f.head.e_shnum = lie;
		write_bytes(&f, sizeof f);
		build_id_read(in_scratch("file"), text);
	}
}

static void
other_files_have_none(void **state)
{
	char text[BUILD_ID_TEXT];

	(void)state;
	has("", 0, NULL);
	has("#!/bin/sh\n", 10, NULL);
	assert_int_equal(build_id_read(in_scratch("nowhere"), text), -1);
	assert_int_equal(build_id_read(scratch, text), -1);
	assert_int_equal(mkfifo(in_scratch("pipe"), 0600), 0);
	assert_int_equal(build_id_read(in_scratch("pipe"), text), -1);
}

static void
a_file_of_notes_has_it_too(void **state)
{
	const struct file_64 f = right_64();
	char text[BUILD_ID_TEXT];

	(void)state;
	write_bytes(&f.other, sizeof f - offsetof(struct file_64, other));
	assert_int_equal(build_id_read_notes(in_scratch("file"), text), 0);
	assert_string_equal(text, ID);
	write_bytes(&f.other, sizeof f.other + 8);
	assert_int_equal(build_id_read_notes(in_scratch("file"), text), -1);
}

#define IN_SCRATCH(test) \
	cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(is_found_by_segments_and_by_sections),
		IN_SCRATCH(is_found_in_files_of_32_bits),
		IN_SCRATCH(what_is_longer_counts_by_its_start),
		IN_SCRATCH(cut_off_anywhere_it_is_just_not_there),
		IN_SCRATCH(sizes_and_offsets_that_lie_are_not_followed),
		IN_SCRATCH(other_files_have_none),
		IN_SCRATCH(a_file_of_notes_has_it_too),
	};

	return RUN(tests);
}
