/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/uio.h>

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "scan/index.h"
#include "slice/alike.h"
#include "slice/contents.h"
#include "slice/lineage.h"
#include "slice/slice.h"

/* How many pieces one call writes, and how much is copied for it. */
enum { PIECES = 512, COPIED = 1 << 20 };

/*
 * A slice that is being written, straight from the recording where that is
 * mapped.
 */
struct slice {
	const struct recording *recording;
	const struct index *index;
	const struct contents_range *range;
	struct lineage *lineage; /* finds the tasks that the range needs */
	struct alike *alike;     /* NULL: no sample stands for others */
	uint64_t end;    /* end of the last of its extents */
	unsigned rounds; /* rounds that have ended after that */
	struct iovec piece[PIECES];
	int pieces;
	unsigned char *copied; /* copies of records that were compressed */
	size_t copied_len;
	uint64_t written, limit;
	int fd;
};

static bool
overlaps(const struct index_extent *s, const struct contents_range *r)
{
	return s->last_ns && s->first_ns <= r->end_ns &&
	    s->last_ns >= r->start_ns;
}

uint64_t
slice_estimate(const struct index *ix, const struct contents_range *range)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < ix->extents; i++)
		if (overlaps(&ix->extent[i], range))
			bytes += ix->extent[i].bytes;
	return bytes;
}

static bool
is_needed(const struct slice *s, uint32_t pid)
{
	return lineage_is_needed(
	    s->lineage, lineage_of_record(s->lineage, pid));
}

/* Finds the tasks with samples in the range, and the end of its samples. */
static void
find_sampled(struct slice *s, struct needed_tasks *needed)
{
	const struct index *ix = s->index;

	for (size_t i = 0; i < ix->extents; i++) {
		size_t end = i + 1 < ix->extents ? ix->extent[i + 1].pids :
						     ix->pids;

		if (!overlaps(&ix->extent[i], s->range))
			continue;
		s->end = index_extent_end(ix, i);
		for (size_t p = ix->extent[i].pids; p < end && p < ix->pids;
		     p++)
			needed_tasks_add(needed,
			    lineage_of_sample(s->lineage, ix->pid[p]));
	}
}

/* Finds the tasks that the range needs; some may be from after its end. */
static void
find_needed(struct slice *s)
{
	const struct index *ix = s->index;
	struct needed_tasks needed = { 0 };

	s->lineage = lineage_new();
	find_sampled(s, &needed);
	if (ix->everyone_ns != INDEX_NEVER &&
	    ix->everyone_ns <= s->range->end_ns)
		needed_tasks_add(&needed, LINEAGE_ALL);
	for (size_t i = 0; i < ix->others; i++)
		if (ix->other[i].parent != INDEX_NO_PARENT)
			lineage_link(s->lineage, ix->other[i].child,
			    ix->other[i].parent, 0);
	lineage_complete(s->lineage, &needed, 0);
	free(needed.task);
}

/* Writes the pieces that wait. */
static int
flush(struct slice *s)
{
	struct iovec *piece = s->piece;
	int left = s->pieces;
	ssize_t done;

	while (left) {
		done = writev(s->fd, piece, left);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		for (; left && (size_t)done >= piece->iov_len; left--)
			done -= piece++->iov_len;
		if (left) {
			piece->iov_base = (char *)piece->iov_base + done;
			piece->iov_len -= done;
		}
	}
	s->pieces = 0;
	s->copied_len = 0;
	return 0;
}

/* Adds bytes that stay where they are until they are written. */
static int
put(struct slice *s, const void *bytes, size_t len)
{
	struct iovec *last = s->pieces ? &s->piece[s->pieces - 1] : NULL;

	s->written += len;
	if (s->written > s->limit)
		return 1;
	if (last && (const char *)last->iov_base + last->iov_len == bytes) {
		last->iov_len += len;
		return 0;
	}
	if (s->pieces == PIECES && flush(s))
		return -1;
	s->piece[s->pieces++] = (struct iovec){ (void *)bytes, len };
	return 0;
}

/* Adds a copy of bytes. */
static int
put_copy(struct slice *s, const void *bytes, size_t len)
{
	if ((s->copied_len + len > COPIED || s->pieces == PIECES) && flush(s))
		return -1;
	if (!s->copied)
		s->copied = xreallocarray(NULL, 1, COPIED);
	memcpy(s->copied + s->copied_len, bytes, len);
	s->copied_len += len;
	return put(s, s->copied + s->copied_len - len, len);
}

static bool
is_wanted_sample(const struct slice *s, const struct record *record)
{
	const struct contents_range *r = s->range;
	const struct event *event =
	    events_of_sample(&s->recording->events, record);
	uint64_t time_ns;
	uint32_t cpu;

	return event && !event_sample_when(event, record, &time_ns, &cpu) &&
	    time_ns >= r->start_ns && time_ns <= r->end_ns &&
	    (r->cpu == EVENT_NO_CPU || cpu == r->cpu || cpu == EVENT_NO_CPU);
}

static bool
is_wanted(const struct slice *s, const struct record *record)
{
	if (record->type == RECORD_SAMPLE)
		return is_wanted_sample(s, record);
	return !record_is_compressed(record) &&
	    is_needed(s, record_process(record));
}

/*
 * Says whether no record from here on has an effect on the range: none is out
 * of order, and after two more rounds perf has printed the samples of the
 * range.
 */
static bool
is_done(struct slice *s, const struct record *record)
{
	if (record->type == RECORD_FINISHED_ROUND && record->offset >= s->end)
		s->rounds++;
	return s->rounds >= 2;
}

/*
 * Adds a record, unless it is a sample for which another one stands.  Where
 * samples are left out, the others are copied: many small pieces take longer to
 * write.
 */
static int
put_record(struct slice *s, const struct record *record)
{
	bool counts = s->alike && record->type == RECORD_SAMPLE;

	if (counts && alike_add(s->alike, record, s->written))
		return 0;
	return record->inflated || counts ?
	    put_copy(s, record->bytes, record->size) :
	    put(s, record->bytes, record->size + record->after);
}

/* Adds the next record if the range needs it.  Returns 1 at the end. */
static int
take_next(struct slice *s, struct records *records, int *status)
{
	struct record record;
	int more = records_next(records, &record);

	*status = 0;
	if (more < 0) {
		errno = EILSEQ;
		*status = -1;
	} else if (more && is_wanted(s, &record)) {
		*status = put_record(s, &record);
	}
	return *status || !more || is_done(s, &record);
}

/* Adds all records that the range needs. */
static int
take_all(struct slice *s, struct records *records)
{
	int status;

	while (!take_next(s, records, &status))
		;
	return status;
}

/* Adds the records that the range needs from here up to an offset. */
static int
take_until(struct slice *s, struct records *records, uint64_t end)
{
	int status = 0;

	while (records->offset < end && !take_next(s, records, &status))
		;
	return status;
}

/* Adds the other records from number *at on that lie before an offset. */
static int
take_others(
    struct slice *s, struct records *records, size_t *at, uint64_t end)
{
	const struct index *ix = s->index;
	int status = 0;

	for (; !status && s->rounds < 2 && *at < ix->others &&
	     ix->other[*at].offset < end; (*at)++)
		if (is_needed(s, ix->other[*at].pid)) {
			records_seek(records, ix->other[*at].offset);
			take_next(s, records, &status);
		}
	return status;
}

/*
 * Adds the records that the range needs through the index, without reading the
 * rest.
 */
static int
take_by_index(struct slice *s, struct records *records)
{
	const struct index *ix = s->index;
	size_t other = 0;
	int status = 0;

	for (size_t i = 0; !status && i < ix->extents; i++) {
		uint64_t end = index_extent_end(ix, i);

		if (!overlaps(&ix->extent[i], s->range)) {
			status = take_others(s, records, &other, end);
			continue;
		}
		records_seek(records, ix->extent[i].offset);
		status = take_until(s, records, end);
		while (other < ix->others && ix->other[other].offset < end)
			other++;
	}
	return status;
}

static int
put_records(struct slice *s)
{
	struct records records;
	int status;

	records_start(&records, s->recording);
	status = s->index->inflated ? take_all(s, &records) :
				      take_by_index(s, &records);
	records_end(&records);
	return status;
}

static int
put_u64(struct slice *s, uint64_t value)
{
	if (s->recording->swapped)
		value = __builtin_bswap64(value);
	return put_copy(s, &value, sizeof value);
}

/* Adds the end of a round, which has no meaning for perf. */
static int
put_round(struct slice *s)
{
	unsigned char bytes[RECORD_HEADER_LEN];
	uint32_t type = RECORD_FINISHED_ROUND;
	uint16_t size = RECORD_HEADER_LEN;

	if (s->recording->swapped) {
		type = __builtin_bswap32(type);
		size = __builtin_bswap16(size);
	}
	memset(bytes, 0, sizeof bytes);
	memcpy(bytes + RECORD_TYPE, &type, sizeof type);
	memcpy(bytes + RECORD_SIZE, &size, sizeof size);
	return put_copy(s, bytes, sizeof bytes);
}

/*
 * Adds the features of the header, which are after the records, as in the
 * whole.
 */
static int
put_features(struct slice *s)
{
	const struct recording *r = s->recording;
	uint64_t at = s->written;
	int status = 0;

	for (int i = 0; i < FEATURE_BITS; i++)
		at += r->has_feature[i] ? SECTION_LEN : 0;
	for (int i = 0; !status && i < FEATURE_BITS; i++) {
		if (!r->has_feature[i])
			continue;
		status = put_u64(s, at);
		if (!status)
			status = put_u64(s, r->feature[i].len);
		at += r->feature[i].len;
	}
	for (int i = 0; !status && i < FEATURE_BITS; i++)
		if (r->has_feature[i] && r->feature[i].len)
			status = put(s, r->part[0].bytes +
			    r->feature[i].offset, r->feature[i].len);
	return status;
}

/* Writes the length of the records into the header. */
static int
write_data_len(const struct slice *s, uint64_t len)
{
	if (s->recording->swapped)
		len = __builtin_bswap64(len);
	return pwrite(s->fd, &len, sizeof len, FILE_HEADER_DATA + 8) ==
		sizeof len ? 0 : -1;
}

static int
write_file(struct slice *s)
{
	const struct part *file = &s->recording->part[0];
	bool is_pipe = s->recording->layout == RECORDING_PIPE;
	uint64_t end;
	int status = put(s, file->bytes, file->data.offset);

	if (!status)
		status = put_records(s);
	/* perf regards a file without records as one that was cut off. */
	if (!status && s->written == file->data.offset)
		status = put_round(s);
	end = s->written;
	if (!status && !is_pipe)
		status = put_features(s);
	if (!status)
		status = flush(s);
	if (!status && !is_pipe)
		status = write_data_len(s, end - file->data.offset);
	return status;
}

int
slice_write(const struct recording *r, const struct index *ix,
    const struct slice_options *options, int fd)
{
	struct slice s = {
		.recording = r, .index = ix, .range = options->range,
		.limit = options->limit, .fd = fd,
	};
	int status;

	find_needed(&s);
	if (options->counts)
		s.alike = alike_new(r, ix, options->range);
	status = write_file(&s);
	if (!status && s.alike)
		status = alike_write_sums(s.alike, fd);
	alike_free(s.alike);
	lineage_free(s.lineage);
	free(s.copied);
	return status;
}
