/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "addr2line/answers.h"
#include "addr2line/kept.h"
#include "addr2line/starting.h"
#include "base/alloc.h"
#include "base/digest.h"
#include "base/file_state.h"

/* Room for all files of a folder, in bytes. */
static const uint64_t room_for_all = UINT64_C(256) << 20;

struct head {
	uint64_t mark;
	struct digest digest;
	uint64_t number;
	uint64_t len;
};

/* "answer" where the least byte comes first; the last two tell the version. */
static const uint64_t mark = UINT64_C(0x0102726577736e61);

/* Where what the digest is of begins in a record. */
enum { DIGESTED = offsetof(struct head, number) };

/* Adds what tells a file from all others; returns -1 if that may not do. */
static int
add_file(struct digester *d, const char *path)
{
	struct file_state state;
	struct stat st;

	if (stat(path, &st))
		return -1;
	file_state_from(&state, &st);
	digester_add_text(d, path);
	digester_add(d, &state.size, sizeof state.size);
	digester_add(d, &state.mtime_ns, sizeof state.mtime_ns);
	digester_add(d, &state.ctime_ns, sizeof state.ctime_ns);
	digester_add(d, &state.inode, sizeof state.inode);
	digester_add(d, &state.device, sizeof state.device);
	return state.settled ? 0 : -1;
}

/* Adds the variables that binutils reads. */
static void
add_environment(struct digester *d)
{
	static const char *const name[] = { "LANG", "LANGUAGE", "LC_ALL",
		"LC_CTYPE", "LC_MESSAGES", "DEBUGINFOD_URLS" };

	for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
		const char *value = getenv(name[i]);

		digester_add_text(d, value ? value : "");
	}
}

int
kept_name(char name[DIGEST_TEXT], const char *program, const char *file)
{
	struct digester *d = digester_start();
	struct digest digest;
	int status;

	digester_add_text(d, ADDR2LINE_VERSION);
	add_environment(d);
	status = add_file(d, program) | add_file(d, file);
	digest = digester_finish(d);
	digest_format(name, &digest);
	return status;
}

/* Returns the size of all files in a folder, other than one of that name. */
static uint64_t
size_of_others(int folder, DIR *d, const char *name)
{
	struct dirent *entry;
	uint64_t size = 0;
	struct stat st;

	rewinddir(d);
	while ((entry = readdir(d)))
		if (strcmp(entry->d_name, name) &&
		    !fstatat(folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
		    S_ISREG(st.st_mode))
			size += (uint64_t)st.st_size;
	return size;
}

/* Removes all files of a folder but one; who reads or adds to them goes on. */
static void
remove_others(int folder, DIR *d, const char *name)
{
	struct dirent *entry;

	rewinddir(d);
	while ((entry = readdir(d)))
		if (strcmp(entry->d_name, name) && *entry->d_name != '.')
			unlinkat(folder, entry->d_name, 0);
}

/* Finds the room that is left for a file; others go when there is little. */
static uint64_t
find_room(const char *path, const char *name)
{
	DIR *d = opendir(path);
	uint64_t others;

	if (!d)
		return 0;
	others = size_of_others(dirfd(d), d, name);
	if (others > room_for_all / 2) {
		remove_others(dirfd(d), d, name);
		others = 0;
	}
	closedir(d);
	return room_for_all - others;
}

/* Opens the file of answers if it is one, or can be. */
static int
open_file(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	int fd = open(path,
	    O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
	    0666);
	struct stat st;

	free(path);
	if (fd < 0 || (!fstat(fd, &st) && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	return -1;
}

void
kept_open(struct kept *k, const char *folder, const char *program,
    const char *file)
{
	char name[DIGEST_TEXT];

	*k = (struct kept){ .fd = -1 };
	if (!folder || kept_name(name, program, file))
		return;
	mkdir(folder, 0777);
	k->fd = open_file(folder, name);
	if (k->fd >= 0)
		k->room = find_room(folder, name);
}

/* Takes the record at the start of some bytes.  Returns its length, or 0. */
static size_t
take_record(struct answers *a, const char *at, size_t left)
{
	struct head head;
	struct digest digest;
	size_t len;

	if (left < sizeof head)
		return 0;
	memcpy(&head, at, sizeof head);
	if (head.mark != mark || head.len > left - sizeof head)
		return 0;
	len = sizeof head + (size_t)head.len;
	digest = digest_of_bytes(at + DIGESTED, len - DIGESTED);
	if (memcmp(&digest, &head.digest, sizeof digest) ||
	    !answer_is_whole(at + sizeof head, (size_t)head.len))
		return 0;
	answers_add(a, head.number, at + sizeof head, (size_t)head.len);
	return len;
}

/*
 * Takes all records of some bytes.  Returns how many bytes need not be read
 * again: a record at the end may not be complete yet.
 */
static size_t
take_records(struct answers *a, const char *bytes, size_t len)
{
	size_t at = 0, record;
	const char *next;

	while (at < len) {
		record = take_record(a, bytes + at, len - at);
		at += record;
		if (record)
			continue;
		next = memmem(bytes + at + 1, len - at - 1, &mark, sizeof mark);
		if (!next)
			break;
		at = (size_t)(next - bytes);
	}
	return at;
}

void
kept_read(struct kept *k, struct answers *a)
{
	struct stat st;
	size_t len;
	ssize_t got;
	char *bytes;

	if (k->fd < 0 || fstat(k->fd, &st) || (uint64_t)st.st_size <= k->seen ||
	    (uint64_t)st.st_size > 2 * room_for_all)
		return;
	k->seen = (uint64_t)st.st_size;
	len = (size_t)(k->seen - k->read);
	bytes = xreallocarray(NULL, len, 1);
	got = pread(k->fd, bytes, len, (off_t)k->read);
	if (got > 0)
		k->read += take_records(a, bytes, (size_t)got);
	free(bytes);
}

void
kept_add(struct kept *k, uint64_t number, const char *text, size_t len)
{
	struct head head = { .mark = mark, .number = number, .len = len };
	size_t size = sizeof head + len;
	char *record;

	if (k->fd < 0 || k->seen + size > k->room)
		return;
	record = xreallocarray(NULL, size, 1);
	memcpy(record, &head, sizeof head);
	memcpy(record + sizeof head, text, len);
	head.digest = digest_of_bytes(record + DIGESTED, size - DIGESTED);
	memcpy(record, &head, sizeof head);
	/* A disk that is full keeps no more. */
	if (write(k->fd, record, size) != (ssize_t)size)
		k->room = 0;
	free(record);
}

void
kept_close(struct kept *k)
{
	if (k->fd >= 0)
		close(k->fd);
	k->fd = -1;
}
