/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "perfdata/features.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "scan/index.h"
#include "slice/lookups.h"

enum { HEX_LEN = 2 * BUILD_ID_LEN + 1 };

static const char no_id[] = "-";

/* Writes a build ID of len bytes as hexadecimal digits. */
static void
write_hex(char hex[HEX_LEN], const unsigned char *id, size_t len)
{
	for (size_t i = 0; i < len && i < BUILD_ID_LEN; i++)
		snprintf(hex + 2 * i, 3, "%02x", id[i]);
}

/*
 * Returns the record at an offset in the header's build IDs; NULL at their end.
 */
static const unsigned char *
header_id(const struct recording *r, uint64_t at, uint16_t *size)
{
	struct section s = r->feature[FEATURE_BUILD_ID];
	const unsigned char *record;

	if (s.len < at || s.len - at <= BUILD_ID_NAME)
		return NULL;
	record = r->part[0].bytes + s.offset + at;
	*size = format_u16(record + RECORD_SIZE, r->swapped);
	return *size <= BUILD_ID_NAME || *size > s.len - at ? NULL : record;
}

/* Notes where the header has the build ID of each name; of several the last. */
static void
note_header_ids(struct lookups *l)
{
	const unsigned char *record;
	uint64_t at = 0;
	uint16_t size;

	for (; (record = header_id(l->recording, at, &size)); at += size) {
		size_t room = size - BUILD_ID_NAME;

		number_map_set(&l->header,
		    digest_number_of(record + BUILD_ID_NAME,
			strnlen((const char *)record + BUILD_ID_NAME, room),
			0), 0, at + 1);
	}
}

/* Finds the build ID that the header has for a name, "-" for none. */
static const char *
id_of_name(const struct lookups *l, const char *name, size_t len,
    char hex[HEX_LEN])
{
	uint32_t at = number_map_get(
	    &l->header, digest_number_of(name, len, 0), 0);
	const unsigned char *record;
	uint16_t size;

	record = at ? header_id(l->recording, at - 1, &size) : NULL;
	if (!record)
		return no_id;
	write_hex(hex, record + BUILD_ID_ID, BUILD_ID_LEN);
	return hex;
}

void
lookups_append(struct lookups *l, enum lookup_kind kind, const char *id,
    const char *name)
{
	l->lookup = xgrow(l->lookup, l->count, &l->room, sizeof *l->lookup);
	l->lookup[l->count++] = (struct lookup){
		kind, xstrdup(id), xstrdup(name)
	};
}

/*
 * Finds the number of a lookup by its digest.  Returns false when it is new;
 * the number is then that of the lookup that is added next.
 */
static bool
find(struct lookups *l, enum lookup_kind kind, uint64_t digest,
    uint32_t *number)
{
	uint32_t noted = number_map_get(&l->number, digest, kind);

	*number = noted ? noted - 1 : l->count;
	if (!noted)
		number_map_set(&l->number, digest, kind, l->count + 1);
	return noted;
}

void
lookups_start(struct lookups *l, const struct recording *r)
{
	static const char kernel[] = "[kernel.kallsyms]";
	char hex[HEX_LEN] = "", *release;

	*l = (struct lookups){ .recording = r };
	if (!r->parts) {
		lookups_append(l, LOOKUP_KERNEL, no_id, "");
		return;
	}
	note_header_ids(l);
	release = recording_string_feature(r, FEATURE_OS_RELEASE);
	lookups_append(l, LOOKUP_KERNEL,
	    id_of_name(l, kernel, strlen(kernel), hex),
	    release && !strpbrk(release, "\n/") ? release : "");
	free(release);
}

/* Says whether perf considers a mapping to be memory without a file. */
static bool
is_anonymous(const char *name, uint32_t flags)
{
	static const char *const starts[] = { "/dev/zero", "/anon_hugepage",
		"[stack", "/SYSV" };
	enum { HUGETLB = 0x40000 };

	if (flags & HUGETLB || !strcmp(name, "//anon") ||
	    !strcmp(name, "[heap]"))
		return true;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (!strncmp(name, starts[i], strlen(starts[i])))
			return true;
	return false;
}

/*
 * Adds the lookup for memory without a file, into which a JIT compiler may have
 * put code.  Returns its number.
 */
static uint32_t
add_jit(struct lookups *l, uint32_t pid)
{
	char text[16];
	uint32_t number;

	if (!find(l, LOOKUP_JIT, pid, &number)) {
		snprintf(text, sizeof text, "%u", pid);
		lookups_append(l, LOOKUP_JIT, no_id, text);
	}
	return number;
}

/*
 * Adds the lookup for a file, whose name has len bytes and ends with a NUL, and
 * the build ID that the record, or else the header, has for it.  Returns its
 * number.
 */
static uint32_t
add_file(struct lookups *l, enum lookup_kind kind, const char *name,
    size_t len, const struct record *record)
{
	bool has_id = record->type == RECORD_MMAP2 &&
	    format_u16(record->bytes + RECORD_MISC, record->swapped) &
		MISC_MMAP_BUILD_ID;
	const unsigned char *id = record->bytes + MMAP2_FILE;
	uint64_t seed = has_id ? digest_number_of(id, MMAP2_FILE_LEN, 1) : 0;
	char hex[HEX_LEN] = "";
	uint32_t number;

	if (find(l, kind, digest_number_of(name, len, seed), &number))
		return number;
	/* Before it are a byte for its length and three of padding. */
	if (has_id)
		write_hex(hex, id + 4, *id);
	lookups_append(l, kind, *hex ? hex : id_of_name(l, name, len, hex),
	    name);
	return number;
}

/* Says whether a record maps something as executable. */
static bool
maps_code(const struct record *record)
{
	enum { PROT_EXECUTE = 4 };

	if (record->type == RECORD_MMAP)
		return record->size > MMAP_NAME &&
		    !(format_u16(record->bytes + RECORD_MISC,
			  record->swapped) & MISC_MMAP_DATA);
	return record->type == RECORD_MMAP2 && record->size > MMAP2_NAME &&
	    format_u32(record->bytes + MMAP2_PROT, record->swapped) &
		PROT_EXECUTE;
}

bool
lookups_of_record(
    struct lookups *l, const struct record *record, uint32_t *number)
{
	size_t at = record->type == RECORD_MMAP ? MMAP_NAME : MMAP2_NAME;
	const char *name = (const char *)record->bytes + at;
	bool is_kernel = record_is_kernel(record);
	uint32_t flags = 0;
	size_t len;

	if (!maps_code(record))
		return false;
	len = strnlen(name, record->size - at);
	/* Names with a line end are rare, and would need quoting in notes. */
	if (!len || len == record->size - at || memchr(name, '\n', len))
		return false;
	if (record->type == RECORD_MMAP2)
		flags = format_u32(
		    record->bytes + MMAP2_FLAGS, record->swapped);
	if (!is_kernel && is_anonymous(name, flags))
		*number = add_jit(l, record_process(record));
	else if (*name == '/' ||
	    (is_kernel && *name == '[' && !strchr(name, '.')))
		*number = add_file(l, is_kernel ? LOOKUP_MODULE : LOOKUP_FILE,
		    name, len, record);
	else
		return false;
	return true;
}

int
lookups_of_recording(
    struct lookups *l, const struct recording *r, const struct index *ix)
{
	bool by_index = !ix->inflated &&
	    !(ix->flaws & ~(unsigned)INDEX_UNTIMED);
	struct records records;
	struct record record;
	uint32_t number;
	int more = 1;

	records_start(&records, r);
	for (size_t i = 0; more > 0 && (!by_index || i < ix->others); i++) {
		if (by_index)
			records_seek(&records, ix->other[i].offset);
		more = records_next(&records, &record);
		if (more > 0 && record.type != RECORD_SAMPLE)
			lookups_of_record(l, &record, &number);
	}
	records_end(&records);
	return more < 0 ? -1 : 0;
}

void
lookups_set_ranges(struct lookups *l, size_t ranges)
{
	free(l->needed);
	l->ranges = ranges;
	l->row = (l->count + 7) / 8;
	l->needed = xcalloc(ranges * l->row, 1);
}

void
lookups_need(struct lookups *l, size_t range, uint32_t number)
{
	l->needed[range * l->row + number / 8] |= 1 << number % 8;
}

bool
lookups_needs(const struct lookups *l, size_t range, uint32_t number)
{
	return l->needed[range * l->row + number / 8] >> number % 8 & 1;
}

bool
lookup_is_of_kernel(const struct lookup *lookup)
{
	return lookup->kind == LOOKUP_MODULE || lookup->kind == LOOKUP_KERNEL;
}

void
lookups_release(struct lookups *l)
{
	for (size_t i = 0; i < l->count; i++) {
		free(l->lookup[i].id);
		free(l->lookup[i].name);
	}
	free(l->lookup);
	free(l->needed);
	number_map_release(&l->number);
	number_map_release(&l->header);
	*l = (struct lookups){ 0 };
}
