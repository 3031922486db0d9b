/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "base/digest.h"
#include "perfdata/format.h"
#include "perfdata/records.h"
#include "scan/affects_all_tasks.h"

/* The kinds of things that are noted about a name. */
enum { FILE_ID, GENERATION };

/* Shared memory has a name, too, but no symbols. */
static bool
names_file(const char *name)
{
	static const char *const none[] = { "//anon", "/dev/zero",
		"/anon_hugepage", "/SYSV", "/memfd:" };

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (!strncmp(name, none[i], strlen(none[i])))
			return false;
	return *name == '/';
}

/*
 * Notes something about a name, 0 for unknown.  Returns whether something else
 * was noted before.
 */
static bool
changes(
    struct affects_all_tasks *d, uint64_t name, uint32_t what, uint32_t value)
{
	uint32_t before = number_map_get(&d->files, name, what);

	if (value && value != before)
		number_map_set(&d->files, name, what, value);
	return value && before && value != before;
}

/* Returns 32 bits of the digest of some bytes, never 0. */
static uint32_t
short_digest(const unsigned char *bytes, size_t len, uint64_t seed)
{
	uint32_t digest = digest_number_of(bytes, len, seed);

	return digest ? digest : 1;
}

/*
 * Says whether a file has the same name as another that was mapped before.
 * Records that perf record makes up for running processes do not have the
 * generation of an inode.
 */
static bool
is_another_file(struct affects_all_tasks *d, const struct record *record)
{
	const char *name = (const char *)record->bytes + MMAP2_NAME;
	uint64_t misc = format_u16(
	    record->bytes + RECORD_MISC, record->swapped);
	bool has_build_id = misc & MISC_MMAP_BUILD_ID;
	const unsigned char *id = record->bytes + MMAP2_FILE;
	size_t room = record->size > MMAP2_NAME ? record->size - MMAP2_NAME : 0;
	size_t len = strnlen(name, room);
	uint64_t digest, generation;
	bool other;

	if (len == room || record_is_kernel(record) || !names_file(name))
		return false;
	digest = digest_number_of(name, len, 0);
	if (has_build_id)
		return changes(d, digest, FILE_ID,
		    short_digest(id, MMAP2_FILE_LEN, MISC_MMAP_BUILD_ID));
	other = changes(
	    d, digest, FILE_ID, short_digest(id, MMAP2_INODE_LEN, 0));
	generation = format_u64(id + MMAP2_INODE_LEN, record->swapped);
	return changes(d, digest, GENERATION,
	    generation ^ generation >> 32) || other;
}

bool
affects_all_tasks_from(struct affects_all_tasks *d, const struct record *record)
{
	if (record->type == RECORD_MMAP2)
		return is_another_file(d, record);
	return record->type == RECORD_LOST;
}

void
affects_all_tasks_release(struct affects_all_tasks *d)
{
	number_map_release(&d->files);
}
