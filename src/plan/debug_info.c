/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>
#include <sys/stat.h>

#include <elf.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "plan/debug_info.h"

/* A file that is mapped. */
struct image {
	const char *path;
	const unsigned char *bytes;
	size_t len;
};

static bool
starts_with(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* Says whether len bytes at an offset are in the file. */
static bool
is_in(const struct image *m, uint64_t offset, uint64_t len)
{
	return offset <= m->len && len <= m->len - offset;
}

/* Returns the string at an offset, or NULL if it does not end in the file. */
static const char *
string_at(const struct image *m, uint64_t offset)
{
	const char *text = (const char *)m->bytes + offset;

	return is_in(m, offset, 1) && memchr(text, '\0', m->len - offset) ?
	    text : NULL;
}

/*
 * Says whether the file that .gnu_debuglink names is where GDB looks for it, or
 * the name cannot be read.
 */
static bool
is_linked(const struct image *m, uint64_t offset)
{
	static const char *const formats[] = { "%.*s%s", "%.*s.debug/%s",
		"/usr/lib/debug%.*s%s" };
	const char *name = string_at(m, offset);
	char *real = realpath(m->path, NULL), *path;
	const char *slash = real ? strrchr(real, '/') : NULL;
	bool is = !name || !slash;

	for (size_t i = 0; !is && i < sizeof formats / sizeof *formats; i++) {
		path = xasprintf(
		    formats[i], (int)(slash + 1 - real), real, name);
		/* Some files name themselves. */
		is = strcmp(path, real) && !access(path, F_OK);
		free(path);
	}
	free(real);
	return is;
}

/* Says whether a section is debugging information, or leads to some. */
static bool
is_of_debugging(const struct image *m, const char *name, uint64_t offset)
{
	if (!strcmp(name, ".gnu_debuglink"))
		return is_linked(m, offset);
	return starts_with(name, ".debug") || starts_with(name, ".zdebug") ||
	    starts_with(name, ".gnu_debug") || starts_with(name, ".stab") ||
	    starts_with(name, ".gnu.debug");
}

/* Copies a section's header out; returns false when it is not in the file. */
static bool
get_section(const struct image *m, const Elf64_Ehdr *elf, uint64_t number,
    Elf64_Shdr *section)
{
	if (elf->e_shoff > m->len ||
	    !is_in(m, elf->e_shoff + number * sizeof *section, sizeof *section))
		return false;
	memcpy(section, m->bytes + elf->e_shoff + number * sizeof *section,
	    sizeof *section);
	return true;
}

/* Says whether a section is of debugging, or the sections are not known. */
static bool
may_have(const struct image *m)
{
	const int order = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ?
	    ELFDATA2LSB : ELFDATA2MSB;
	Elf64_Shdr section, names;
	Elf64_Ehdr elf;

	if (!is_in(m, 0, sizeof elf))
		return true;
	memcpy(&elf, m->bytes, sizeof elf);
	/* e_shnum is 0 without a table, and with one too long for it. */
	if (memcmp(elf.e_ident, ELFMAG, SELFMAG) ||
	    elf.e_ident[EI_CLASS] != ELFCLASS64 ||
	    elf.e_ident[EI_DATA] != order || !elf.e_shnum ||
	    elf.e_shentsize != sizeof section ||
	    !get_section(m, &elf, elf.e_shstrndx, &names))
		return true;
	for (unsigned i = 0; i < elf.e_shnum; i++) {
		const char *name;

		if (!get_section(m, &elf, i, &section) ||
		    section.sh_name > m->len || names.sh_offset > m->len)
			return true;
		name = string_at(m, names.sh_offset + section.sh_name);
		if (!name || is_of_debugging(m, name, section.sh_offset))
			return true;
	}
	return false;
}

bool
debug_info_may_be_in(const char *path)
{
	struct image m = { .path = path };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool may = true;
	struct stat st;
	void *bytes;

	if (fd < 0)
		return true;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > 0) {
		m.len = (size_t)st.st_size;
		bytes = mmap(NULL, m.len, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes != MAP_FAILED) {
			m.bytes = bytes;
			may = may_have(&m);
			munmap(bytes, m.len);
		}
	}
	close(fd);
	return may;
}
