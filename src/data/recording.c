/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>
#include <sys/stat.h>

#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "data/format.h"
#include "data/recording.h"

/* Where the file has a section; its fields were checked to be in the file. */
static struct section
section_at(const struct recording *r, uint64_t at)
{
	return (struct section){ format_u64(r->bytes + at),
		format_u64(r->bytes + at + 8) };
}

static bool
inside(const struct recording *r, struct section s)
{
	return s.offset <= r->size && s.len <= r->size - s.offset;
}

/* Refuses what is no perf.data, or one that cannot be read yet. */
static int
check_kind(const struct recording *r)
{
	const unsigned char *b = r->bytes;
	uint64_t len;

	if (r->size < PIPE_HEADER_LEN) {
		warnx("%s: %" PRIu64 " bytes are no recording; "
		      "a perf.data starts with a header of at least %d",
		    r->name, r->size, PIPE_HEADER_LEN);
		return -1;
	}
	if (!memcmp(b, FORMAT_MAGIC_FOREIGN, 8)) {
		warnx("%s: recorded on a machine of the other byte order; "
		      "this cannot be split yet", r->name);
		return -1;
	}
	if (!memcmp(b, FORMAT_MAGIC_VERSION1, 8)) {
		warnx("%s: a version 1 perf.data, written by a perf older than "
		      "3.2; this cannot be split yet", r->name);
		return -1;
	}
	if (memcmp(b, FORMAT_MAGIC, 8)) {
		warnx("%s: not a perf.data: offset 0 should read %s", r->name,
		    FORMAT_MAGIC);
		return -1;
	}
	len = format_u64(b + FILE_HEADER_SIZE);
	if (len == PIPE_HEADER_LEN) {
		warnx("%s: written by perf record -o - into a pipe; "
		      "this layout cannot be split yet", r->name);
		return -1;
	}
	if (len < FILE_HEADER_LEN || len > r->size) {
		warnx("%s: offset %d: a header of %" PRIu64 " bytes, "
		      "expected %d in a file of %" PRIu64, r->name,
		    FILE_HEADER_SIZE, len, FILE_HEADER_LEN, r->size);
		return -1;
	}
	return 0;
}

/* Reads one attribute and its ids. */
static int
read_event(struct recording *r, uint64_t at, uint64_t len)
{
	const unsigned char *attr = r->bytes + at;
	uint32_t attr_len = format_u32(attr + ATTR_SIZE);
	struct event event = {
		.type = format_u32(attr + ATTR_TYPE),
		.config = format_u64(attr + ATTR_CONFIG),
		.sample_type = format_u64(attr + ATTR_SAMPLE_TYPE),
		.sample_id_all = format_u64(attr + ATTR_FLAGS) >>
		    ATTR_FLAG_SAMPLE_ID_ALL & 1,
	};
	struct section ids;

	if (attr_len == 0)
		attr_len = ATTR_SIZE_VER0;
	if (attr_len != len - SECTION_LEN) {
		warnx("%s: offset %" PRIu64 ": an attribute of %u bytes, "
		      "but the header says %" PRIu64, r->name, at, attr_len,
		    len - SECTION_LEN);
		return -1;
	}
	ids = section_at(r, at + attr_len);
	/* No two events share ids, so that all of them fit the file, too. */
	if (!inside(r, ids) || ids.len % 8 ||
	    ids.len / 8 > r->size / 8 - r->events.id_count) {
		warnx("%s: offset %" PRIu64 ": event ids of %" PRIu64
		      " bytes at %" PRIu64 " do not fit the file of %" PRIu64,
		    r->name, at + attr_len, ids.len, ids.offset, r->size);
		return -1;
	}
	events_add(&r->events, &event, r->bytes + ids.offset, ids.len / 8);
	return 0;
}

static int
read_events(struct recording *r)
{
	uint64_t len = format_u64(r->bytes + FILE_HEADER_ATTR_SIZE);
	struct section attrs = section_at(r, FILE_HEADER_ATTRS);

	if (len < ATTR_SIZE_VER0 + SECTION_LEN || !inside(r, attrs) ||
	    attrs.len % len || !attrs.len) {
		warnx("%s: offset %d: attributes of %" PRIu64 " bytes each in "
		      "%" PRIu64 " bytes at %" PRIu64 " do not fit the file "
		      "of %" PRIu64, r->name, FILE_HEADER_ATTR_SIZE, len,
		    attrs.len, attrs.offset, r->size);
		return -1;
	}
	for (uint64_t at = 0; at < attrs.len; at += len)
		if (read_event(r, attrs.offset + at, len))
			return -1;
	if (events_finish(&r->events)) {
		warnx("%s: its events do not agree where their ids are; "
		      "perf cannot read this either", r->name);
		return -1;
	}
	return 0;
}

/* Reads the table of features, which follows the records. */
static int
read_features(struct recording *r)
{
	uint64_t at = r->data.offset + r->data.len;
	const unsigned char *bits = r->bytes + FILE_HEADER_FEATURES;

	for (int i = 0; i < FEATURE_BITS; i++) {
		if (!(bits[i / 8] >> i % 8 & 1))
			continue;
		if (r->size - at < SECTION_LEN) {
			warnx("%s: offset %" PRIu64 ": the table of header "
			      "features is cut off; copy the file again, or "
			      "end perf record with Ctrl-C only", r->name, at);
			return -1;
		}
		r->feature[i] = section_at(r, at);
		r->has_feature[i] = true;
		if (!inside(r, r->feature[i])) {
			warnx("%s: offset %" PRIu64 ": header feature %d of "
			      "%" PRIu64 " bytes at %" PRIu64 " does not fit "
			      "the file of %" PRIu64, r->name, at, i,
			    r->feature[i].len, r->feature[i].offset, r->size);
			return -1;
		}
		at += SECTION_LEN;
	}
	return 0;
}

static int
read_data(struct recording *r)
{
	r->data = section_at(r, FILE_HEADER_DATA);
	if (!r->data.len) {
		warnx("%s: offset %d: the size of the data is 0: perf record "
		      "did not end properly; record again", r->name,
		    FILE_HEADER_DATA + 8);
		return -1;
	}
	if (!inside(r, r->data)) {
		warnx("%s: offset %d: %" PRIu64 " bytes of data at %" PRIu64
		      " do not fit the file of %" PRIu64
		      "; it was cut off, copy it again", r->name,
		    FILE_HEADER_DATA, r->data.len, r->data.offset, r->size);
		return -1;
	}
	return 0;
}

/* Refuses what the features say that we cannot read yet. */
static int
check_features(const struct recording *r)
{
	if (r->has_feature[FEATURE_COMPRESSED]) {
		warnx("%s: compressed (perf record -z); "
		      "this cannot be split yet", r->name);
		return -1;
	}
	if (r->has_feature[FEATURE_DIR_FORMAT]) {
		warnx("%s: the index of a recording in a folder (perf record "
		      "--threads); this cannot be split yet", r->name);
		return -1;
	}
	return 0;
}

int
recording_from_bytes(
    struct recording *r, const char *name, const void *bytes, uint64_t size)
{
	*r = (struct recording){
		.name = xstrdup(name), .bytes = bytes, .size = size
	};
	if (!check_kind(r) && !read_data(r) && !read_events(r) &&
	    !read_features(r) && !check_features(r))
		return 0;
	recording_close(r);
	return -1;
}

/*
 * A mapped file that shrinks raises SIGBUS where it is read; there is no way
 * back into the reader, so the handler only says what happened.
 */
static void
on_bus_error(int sig)
{
	static const char text[] = "perf-parallel: the recording became "
				   "shorter while it was read; start again "
				   "when nothing writes to it any more\n";

	(void)sig;
	if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(2);
	_exit(1);
}

/* Maps the file open at fd; returns its bytes or NULL with a message. */
static void *
map(const char *path, int fd, struct file_state *state)
{
	struct stat st;
	void *bytes;

	if (fstat(fd, &st)) {
		warn("cannot read %s", path);
		return NULL;
	}
	if (S_ISDIR(st.st_mode)) {
		warnx("%s: a recording in a folder (perf record --threads); "
		      "this cannot be split yet", path);
		return NULL;
	}
	if (!S_ISREG(st.st_mode)) {
		warnx("%s: not a regular file; save the recording to one",
		    path);
		return NULL;
	}
	file_state_from(state, &st);
	if (!state->size) {
		warnx("%s: the file is empty", path);
		return NULL;
	}
	bytes = mmap(NULL, state->size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED) {
		warn("cannot map %s", path);
		return NULL;
	}
	signal(SIGBUS, on_bus_error);
	return bytes;
}

int
recording_open(struct recording *r, const char *path)
{
	struct file_state state;
	void *bytes;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		warn("cannot open %s", path);
		return -1;
	}
	bytes = map(path, fd, &state);
	close(fd);
	if (!bytes)
		return -1;
	if (recording_from_bytes(r, path, bytes, state.size)) {
		munmap(bytes, state.size);
		return -1;
	}
	r->mapped = true;
	r->state = state;
	return 0;
}

void
recording_close(struct recording *r)
{
	if (r->mapped)
		munmap((void *)r->bytes, r->size);
	events_release(&r->events);
	free(r->name);
	*r = (struct recording){ 0 };
}

/* Reads how much trace follows an AUXTRACE record. */
static int
read_trace_len(
    const struct recording *r, struct record *record, uint64_t remaining)
{
	if (record->size >= AUXTRACE_SIZE + 8)
		record->trace_bytes =
		    format_u64(record->bytes + AUXTRACE_SIZE);
	if (record->size >= AUXTRACE_SIZE + 8 &&
	    record->trace_bytes <= remaining - record->size)
		return 0;
	warnx("%s: offset %" PRIu64 ": %" PRIu64 " bytes of trace do not fit "
	      "the %" PRIu64 " that are left of the data", r->name,
	    record->offset, record->trace_bytes, remaining - record->size);
	return -1;
}

int
recording_next(
    const struct recording *r, uint64_t *offset, struct record *record)
{
	uint64_t remaining = r->data.offset + r->data.len - *offset;
	const unsigned char *bytes = r->bytes + *offset;

	if (!remaining)
		return 0;
	if (remaining < RECORD_HEADER_LEN) {
		warnx("%s: offset %" PRIu64 ": %" PRIu64 " bytes are left of "
		      "the data, no record is that short", r->name, *offset,
		    remaining);
		return -1;
	}
	*record = (struct record){
		.bytes = bytes,
		.offset = *offset,
		.type = format_u32(bytes + RECORD_TYPE),
		.size = format_u16(bytes + RECORD_SIZE),
	};
	if (record->size < RECORD_HEADER_LEN || record->size > remaining) {
		warnx("%s: offset %" PRIu64 ": a record of %u bytes, expected "
		      "%d to %" PRIu64, r->name, *offset, record->size,
		    RECORD_HEADER_LEN, remaining);
		return -1;
	}
	if (record->type == RECORD_AUXTRACE &&
	    read_trace_len(r, record, remaining))
		return -1;
	*offset += record->size + record->trace_bytes;
	return 1;
}
