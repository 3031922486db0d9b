/* SPDX-License-Identifier: GPL-2.0-only */
#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "plan/build_id.h"

enum { ID_MAX = 20 };

/* Limits for hostile files: bytes of notes, and headers of a table. */
enum { NOTES_MAX = 4096, HEADERS_MAX = 4096 };

/* A table in a file: of its segments, or of its sections. */
struct table {
	uint64_t offset;
	size_t count, each; /* bytes of a header */
};

/* What we need of the header of a segment or a section. */
struct header {
	uint32_t type;
	uint64_t offset, len;
};

/* Finds the build ID among notes. */
static int
find_note(const unsigned char *notes, size_t len, char text[BUILD_ID_TEXT])
{
	unsigned char id[ID_MAX] = { 0 };
	Elf64_Nhdr note; /* that of 32 bits is the same */

	for (size_t at = 0; len - at >= sizeof note;) {
		size_t name, size;

		memcpy(&note, notes + at, sizeof note);
		at += sizeof note;
		name = ((size_t)note.n_namesz + 3) & ~(size_t)3;
		size = ((size_t)note.n_descsz + 3) & ~(size_t)3;
		if (name > len - at || size > len - at - name)
			return -1;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    !memcmp(notes + at, "GNU", 4)) {
			memcpy(id, notes + at + name,
			    note.n_descsz < ID_MAX ? note.n_descsz : ID_MAX);
			for (int i = 0; i < ID_MAX; i++)
				snprintf(text + 2 * i, 3, "%02x", id[i]);
			return 0;
		}
		at += name + size;
	}
	return -1;
}

/* Reads at an offset as pread(2) does; -1 for one that is no file offset. */
static ssize_t
read_at(int fd, void *bytes, size_t len, uint64_t offset)
{
	return offset > INT64_MAX ? -1 : pread(fd, bytes, len, offset);
}

/* Finds the build ID among the notes at an offset in the file. */
static int
find_notes(int fd, uint64_t offset, uint64_t len, char text[BUILD_ID_TEXT])
{
	unsigned char notes[NOTES_MAX];
	ssize_t got;

	if (len > sizeof notes)
		len = sizeof notes;
	got = read_at(fd, notes, len, offset);
	return got > 0 ? find_note(notes, got, text) : -1;
}

/* Reads a header of a table; the size of headers tells their type. */
static int
read_header(int fd, const struct table *t, size_t number, struct header *h)
{
	union {
		Elf64_Phdr segment_64;
		Elf32_Phdr segment_32;
		Elf64_Shdr section_64;
		Elf32_Shdr section_32;
	} u;
	uint64_t at = number * t->each;

	if (t->offset > INT64_MAX - at ||
	    read_at(fd, &u, t->each, t->offset + at) != (ssize_t)t->each)
		return -1;
	switch (t->each) {
	case sizeof u.segment_64:
		*h = (struct header){ u.segment_64.p_type,
			u.segment_64.p_offset, u.segment_64.p_filesz };
		return 0;
	case sizeof u.segment_32:
		*h = (struct header){ u.segment_32.p_type,
			u.segment_32.p_offset, u.segment_32.p_filesz };
		return 0;
	case sizeof u.section_64:
		*h = (struct header){ u.section_64.sh_type,
			u.section_64.sh_offset, u.section_64.sh_size };
		return 0;
	default:
		*h = (struct header){ u.section_32.sh_type,
			u.section_32.sh_offset, u.section_32.sh_size };
		return 0;
	}
}

/* Finds the build ID in the notes of a table; notes is their type there. */
static int
find_in(int fd, const struct table *t, uint32_t notes, char text[BUILD_ID_TEXT])
{
	struct header h;

	for (size_t i = 0; i < t->count && i < HEADERS_MAX; i++) {
		if (read_header(fd, t, i, &h))
			return -1;
		if (h.type == notes && !find_notes(fd, h.offset, h.len, text))
			return 0;
	}
	return -1;
}

/* Finds the build ID in a file; kernel modules have sections only. */
static int
find(int fd, const struct table *segments, const struct table *sections,
    char text[BUILD_ID_TEXT])
{
	return find_in(fd, segments, PT_NOTE, text) &&
		find_in(fd, sections, SHT_NOTE, text) ? -1 : 0;
}

static int
find_64(int fd, const Elf64_Ehdr *file, char text[BUILD_ID_TEXT])
{
	const struct table segments = { file->e_phoff, file->e_phnum,
		sizeof(Elf64_Phdr) };
	const struct table sections = { file->e_shoff, file->e_shnum,
		sizeof(Elf64_Shdr) };

	return find(fd, &segments, &sections, text);
}

static int
find_32(int fd, const Elf32_Ehdr *file, char text[BUILD_ID_TEXT])
{
	const struct table segments = { file->e_phoff, file->e_phnum,
		sizeof(Elf32_Phdr) };
	const struct table sections = { file->e_shoff, file->e_shnum,
		sizeof(Elf32_Shdr) };

	return find(fd, &segments, &sections, text);
}

int
build_id_read(const char *path, char text[BUILD_ID_TEXT])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), status = -1;
	union {
		unsigned char ident[EI_NIDENT];
		Elf64_Ehdr of_64;
		Elf32_Ehdr of_32;
	} file;
	ssize_t got;

	if (fd < 0)
		return -1;
	got = read_at(fd, &file, sizeof file, 0);
	if (got >= (ssize_t)sizeof file.of_32 &&
	    !memcmp(file.ident, ELFMAG, SELFMAG)) {
		if (file.ident[EI_CLASS] == ELFCLASS32)
			status = find_32(fd, &file.of_32, text);
		else if (got == sizeof file)
			status = find_64(fd, &file.of_64, text);
	}
	close(fd);
	return status;
}

int
build_id_read_notes(const char *path, char text[BUILD_ID_TEXT])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), status;

	if (fd < 0)
		return -1;
	status = find_notes(fd, 0, NOTES_MAX, text);
	close(fd);
	return status;
}
