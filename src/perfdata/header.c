/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <string.h>

#include "base/alloc.h"
#include "perfdata/format.h"
#include "perfdata/header.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"

static uint64_t
u64_at(const struct recording *r, uint64_t at)
{
	return format_u64(r->part[0].bytes + at, r->swapped);
}

/* Reads a section, whose two fields are known to lie in the file. */
static struct section
section_at(const struct recording *r, uint64_t at)
{
	return (struct section){ u64_at(r, at), u64_at(r, at + 8) };
}

static bool
inside(const struct recording *r, struct section s)
{
	return s.offset <= r->part[0].size &&
	    s.len <= r->part[0].size - s.offset;
}

/* Notes that perf may be able to read what we have just refused. */
static int
not_understood(struct recording *r)
{
	r->not_understood = true;
	return -1;
}

/* Finds the format and byte order, and refuses what is no recording. */
static int
read_kind(struct recording *r)
{
	const struct part *file = &r->part[0];

	if (file->size < PIPE_HEADER_LEN) {
		warnx("%s: %" PRIu64 " bytes are no recording; "
		      "a perf.data starts with a header of at least %d",
		    file->name, file->size, PIPE_HEADER_LEN);
		return -1;
	}
	r->version_1 = !memcmp(file->bytes, FORMAT_MAGIC_VERSION1, 8);
	r->swapped = r->version_1 ?
	    u64_at(r, FILE_HEADER_SIZE) > UINT32_MAX :
	    format_u64(file->bytes, true) == FORMAT_MAGIC;
	if (!r->version_1 &&
	    format_u64(file->bytes, r->swapped) != FORMAT_MAGIC) {
		warnx("%s: not a perf.data: offset 0 should read PERFILE2",
		    file->name);
		return -1;
	}
	if (u64_at(r, FILE_HEADER_SIZE) != PIPE_HEADER_LEN)
		return 0;
	if (r->layout == RECORDING_FOLDER) {
		warnx("%s: offset %d: a header for pipes, which a recording in "
		      "a folder never has", file->name, FILE_HEADER_SIZE);
		return -1;
	}
	r->layout = RECORDING_PIPE;
	return 0;
}

/* Says whether the writer's machine is big-endian. */
static bool
is_big_endian(const struct recording *r)
{
	return r->swapped == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
}

/* Adds the section of an attribute and its ids. */
static void
add_attr(struct recording *r, uint64_t offset, uint64_t len)
{
	r->attr = xgrow(r->attr, r->attrs, &r->attr_room, sizeof *r->attr);
	r->attr[r->attrs++] = (struct section){ offset, len };
}

/* Reads the fields of an attribute that we need. */
static struct event
event_from(const struct recording *r, const unsigned char *attr)
{
	/* Compilers for big-endian machines start bit fields at the top. */
	int bit = ATTR_FLAG_SAMPLE_ID_ALL % 8;
	unsigned char flags = attr[ATTR_FLAGS + ATTR_FLAG_SAMPLE_ID_ALL / 8];

	return (struct event){
		.type = format_u32(attr + ATTR_TYPE, r->swapped),
		.config = format_u64(attr + ATTR_CONFIG, r->swapped),
		.sample_type = format_u64(attr + ATTR_SAMPLE_TYPE, r->swapped),
		.sample_id_all =
		    flags >> (is_big_endian(r) ? 7 - bit : bit) & 1,
	};
}

static uint32_t
attr_len_at(const struct recording *r, const unsigned char *attr)
{
	uint32_t len = format_u32(attr + ATTR_SIZE, r->swapped);

	return len ? len : ATTR_SIZE_VER0;
}

/*
 * Reads an attribute and its ids, and moves *at after the section that locates
 * the ids.
 */
static int
read_event(struct recording *r, uint64_t *at, uint64_t end)
{
	const struct part *file = &r->part[0];
	const unsigned char *attr = file->bytes + *at;
	uint64_t len = end - *at < ATTR_SIZE_VER0 ? 0 : attr_len_at(r, attr);
	struct event event;
	struct section ids;

	if (len < ATTR_SIZE_VER0 || len > end - *at ||
	    end - *at - len < SECTION_LEN) {
		warnx("%s: offset %" PRIu64 ": an attribute of %" PRIu64
		      " bytes, expected %d to %" PRIu64, file->name, *at, len,
		    ATTR_SIZE_VER0, end - *at);
		return -1;
	}
	event = event_from(r, attr);
	ids = section_at(r, *at + len);
	/* Events do not share ids, so all ids together fit in the file, too. */
	if (!inside(r, ids) || ids.len % 8 ||
	    ids.len / 8 > file->size / 8 - r->events.id_count) {
		warnx("%s: offset %" PRIu64 ": event ids of %" PRIu64
		      " bytes at %" PRIu64 " do not fit the file of %" PRIu64,
		    file->name, *at + len, ids.len, ids.offset, file->size);
		return -1;
	}
	events_add(
	    &r->events, &event, file->bytes + ids.offset, ids.len / 8);
	add_attr(r, *at, len);
	add_attr(r, ids.offset, ids.len);
	*at += len + SECTION_LEN;
	return 0;
}

/*
 * As in perf, the header's length of an attribute only gives the number of
 * attributes: simpleperf writes shorter ones than that.
 */
static int
read_events(struct recording *r)
{
	uint64_t len = u64_at(r, FILE_HEADER_ATTR_SIZE);
	struct section attrs = section_at(r, FILE_HEADER_ATTRS);
	uint64_t at = attrs.offset;

	if (len < ATTR_SIZE_VER0 + SECTION_LEN || !inside(r, attrs) ||
	    attrs.len % len || !attrs.len) {
		warnx("%s: offset %d: attributes of %" PRIu64 " bytes each in "
		      "%" PRIu64 " bytes at %" PRIu64 " do not fit the file "
		      "of %" PRIu64, r->part[0].name, FILE_HEADER_ATTR_SIZE,
		    len, attrs.len, attrs.offset, r->part[0].size);
		return inside(r, attrs) ? not_understood(r) : -1;
	}
	for (uint64_t i = 0; i < attrs.len / len; i++)
		if (read_event(r, &at, r->part[0].size))
			return -1;
	return 0;
}

/*
 * Says whether the header has a feature, by a bit in words of so many bytes;
 * the words of a little-endian writer may be read byte by byte.
 */
static bool
has_bit(const struct recording *r, int feature, int word)
{
	const unsigned char *bits = r->part[0].bytes + FILE_HEADER_FEATURES;

	return bits[(feature / 8) ^ (word - 1)] >> feature % 8 & 1;
}

/* The bits are an array of the writer's unsigned long. */
static int
feature_word(const struct recording *r)
{
	if (!is_big_endian(r))
		return 1;
	return !has_bit(r, FEATURE_HOSTNAME, 8) &&
		has_bit(r, FEATURE_HOSTNAME, 4) ? 4 : 8;
}

/*
 * Continues without feature number i and those after it, as perf does.  Only
 * perf can say whether it still reads what it needs to decompress records, and
 * whether it skips a feature that is newer than any we know.
 */
static int
lose_features(struct recording *r, int i, int word)
{
	if (i >= FEATURE_UNKNOWN ||
	    (i <= FEATURE_COMPRESSED && has_bit(r, FEATURE_COMPRESSED, word)))
		return not_understood(r);
	r->features_lost = true;
	return 0;
}

/* Reads the section of feature number i from the table at an offset. */
static int
read_feature(struct recording *r, int i, uint64_t at)
{
	const struct part *file = &r->part[0];
	struct section s;

	if (file->size - at < SECTION_LEN) {
		warnx("note: %s: offset %" PRIu64 ": the table of header "
		      "features is cut off, so that perf script knows less of "
		      "the machine; copy the file again if you can",
		    file->name, at);
		return -1;
	}
	s = section_at(r, at);
	if (!inside(r, s)) {
		warnx("note: %s: offset %" PRIu64 ": header feature %d of "
		      "%" PRIu64 " bytes at %" PRIu64 " does not fit the file "
		      "of %" PRIu64 "; copy the file again if you can",
		    file->name, at, i, s.len, s.offset, file->size);
		return -1;
	}
	r->feature[i] = s;
	r->has_feature[i] = true;
	return 0;
}

/* Reads the table of features, which is after the records. */
static int
read_features(struct recording *r)
{
	uint64_t at = r->part[0].data.offset + r->part[0].data.len;
	int word = feature_word(r);

	for (int i = 0; i < FEATURE_BITS; i++) {
		if (!has_bit(r, i, word))
			continue;
		if (read_feature(r, i, at))
			return lose_features(r, i, word);
		at += SECTION_LEN;
	}
	return 0;
}

static int
read_data(struct recording *r)
{
	struct part *file = &r->part[0];

	file->data = section_at(r, FILE_HEADER_DATA);
	if (!file->data.len && r->layout != RECORDING_FOLDER) {
		warnx("%s: offset %d: the size of the data is 0: perf record "
		      "did not end properly; record again", file->name,
		    FILE_HEADER_DATA + 8);
		return -1;
	}
	if (!inside(r, file->data)) {
		warnx("%s: offset %d: %" PRIu64 " bytes of data at %" PRIu64
		      " do not fit the file of %" PRIu64
		      "; it was cut off, copy it again", file->name,
		    FILE_HEADER_DATA, file->data.len, file->data.offset,
		    file->size);
		return -1;
	}
	return 0;
}

/* Reads a header with tables before and after the records. */
static int
read_file_header(struct recording *r)
{
	const struct part *file = &r->part[0];
	uint64_t len = u64_at(r, FILE_HEADER_SIZE);

	if (len < FILE_HEADER_LEN || len > file->size) {
		warnx("%s: offset %d: a header of %" PRIu64 " bytes, "
		      "expected %d in a file of %" PRIu64, file->name,
		    FILE_HEADER_SIZE, len, FILE_HEADER_LEN, file->size);
		return len > file->size ? -1 : not_understood(r);
	}
	return read_events(r) || read_data(r) || read_features(r) ? -1 : 0;
}

/* Reads a record that has what a header would have. */
static int
take_record(struct recording *r, const struct record *record)
{
	const unsigned char *attr = record->bytes + HEADER_ATTR_ATTR;
	uint64_t feature;
	struct event event;
	uint32_t len;

	if (record->type == RECORD_HEADER_FEATURE &&
	    record->size >= HEADER_FEATURE_LEN) {
		feature = format_u64(
		    record->bytes + HEADER_FEATURE_ID, r->swapped);
		if (feature < FEATURE_BITS) {
			r->has_feature[feature] = true;
			r->feature[feature] = (struct section){
				record->offset + HEADER_FEATURE_LEN,
				record->size - HEADER_FEATURE_LEN
			};
		}
	}
	if (record->type != RECORD_HEADER_ATTR)
		return 0;
	len = record->size < HEADER_ATTR_ATTR + ATTR_SIZE_VER0 ? UINT16_MAX :
	    attr_len_at(r, attr);
	if (len < ATTR_SIZE_VER0 ||
	    len > (uint32_t)record->size - HEADER_ATTR_ATTR) {
		warnx("%s: offset %" PRIu64 ": a record of %u bytes does not "
		      "hold an attribute of %u", r->name, record->offset,
		    record->size, len);
		return -1;
	}
	event = event_from(r, attr);
	events_add(&r->events, &event, attr + len,
	    (record->size - HEADER_ATTR_ATTR - len) / 8);
	return 0;
}

/* Reads the records that replace a header: those before any sample. */
static int
read_pipe_header(struct recording *r)
{
	struct part *file = &r->part[0];
	struct records records;
	struct record record;
	int more;

	file->data = (struct section){ PIPE_HEADER_LEN,
		file->size - PIPE_HEADER_LEN };
	records_start(&records, r);
	while ((more = records_next(&records, &record)) > 0 &&
	    record.type != RECORD_SAMPLE && !record_is_compressed(&record)) {
		if (take_record(r, &record)) {
			more = -1;
			break;
		}
	}
	records_end(&records);
	if (more < 0)
		return -1;
	/*
	 * perf prints nothing, without an error, for a pipe that ends before
	 * that.
	 */
	if (r->events.count || !more)
		return 0;
	warnx("%s: no record in it says which events it has; save all that "
	      "perf record wrote into the pipe", r->name);
	return -1;
}

bool
header_starts_with(const unsigned char *bytes, size_t len)
{
	return len >= 8 && (!memcmp(bytes, FORMAT_MAGIC_VERSION1, 8) ||
	    format_u64(bytes, false) == FORMAT_MAGIC ||
	    format_u64(bytes, true) == FORMAT_MAGIC);
}

int
header_read(struct recording *r)
{
	if (read_kind(r))
		return -1;
	r->events.swapped = r->swapped;
	if (r->layout == RECORDING_PIPE ? read_pipe_header(r) :
					  read_file_header(r))
		return -1;
	if (events_finish(&r->events)) {
		warnx("%s: its events do not agree where their ids are; "
		      "perf cannot read this either", r->name);
		return -1;
	}
	return 0;
}
