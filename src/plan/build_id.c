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

/* Of more than that no file needs its notes or program headers. */
enum { NOTES_MAX = 4096, HEADERS_MAX = 64 };

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
		    !memcmp(notes + at, "GNU", 4) && note.n_descsz <= ID_MAX) {
			memcpy(id, notes + at + name, note.n_descsz);
			for (int i = 0; i < ID_MAX; i++)
				snprintf(text + 2 * i, 3, "%02x", id[i]);
			return 0;
		}
		at += name + size;
	}
	return -1;
}

/* Finds it among the notes that lie at an offset in the file. */
static int
find_notes(int fd, uint64_t offset, uint64_t len, char text[BUILD_ID_TEXT])
{
	unsigned char notes[NOTES_MAX];
	ssize_t got;

	if (len > sizeof notes)
		len = sizeof notes;
	got = pread(fd, notes, len, offset);
	return got > 0 ? find_note(notes, got, text) : -1;
}

static int
find_64(int fd, const Elf64_Ehdr *file, char text[BUILD_ID_TEXT])
{
	Elf64_Phdr part[HEADERS_MAX];
	size_t count = file->e_phnum < HEADERS_MAX ? file->e_phnum :
						     HEADERS_MAX;
	ssize_t got = pread(fd, part, count * sizeof *part, file->e_phoff);

	for (size_t i = 0; got > 0 && i < got / sizeof *part; i++)
		if (part[i].p_type == PT_NOTE && !find_notes(fd,
			part[i].p_offset, part[i].p_filesz, text))
			return 0;
	return -1;
}

static int
find_32(int fd, const Elf32_Ehdr *file, char text[BUILD_ID_TEXT])
{
	Elf32_Phdr part[HEADERS_MAX];
	size_t count = file->e_phnum < HEADERS_MAX ? file->e_phnum :
						     HEADERS_MAX;
	ssize_t got = pread(fd, part, count * sizeof *part, file->e_phoff);

	for (size_t i = 0; got > 0 && i < got / sizeof *part; i++)
		if (part[i].p_type == PT_NOTE && !find_notes(fd,
			part[i].p_offset, part[i].p_filesz, text))
			return 0;
	return -1;
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

	if (fd < 0)
		return -1;
	if (pread(fd, &file, sizeof file, 0) == sizeof file &&
	    !memcmp(file.ident, ELFMAG, SELFMAG))
		status = file.ident[EI_CLASS] == ELFCLASS64 ?
		    find_64(fd, &file.of_64, text) :
		    find_32(fd, &file.of_32, text);
	close(fd);
	return status;
}
