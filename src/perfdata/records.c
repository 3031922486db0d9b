/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>

#include "perfdata/format.h"
#include "perfdata/inflater.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"

void
records_start(struct records *records, const struct recording *r)
{
	*records = (struct records){
		.recording = r, .offset = r->part[0].data.offset
	};
}

void
records_end(struct records *records)
{
	inflater_free(records->inflater);
	records->inflater = NULL;
}

/* Continues with the next part that has records; returns false for none. */
static bool
next_part(struct records *records)
{
	const struct recording *r = records->recording;

	if (records->part + 1 == r->parts)
		return false;
	records_end(records);
	records->part++;
	records->offset = r->part[records->part].data.offset;
	return true;
}

/* Returns how many bytes follow a record with this head; 0 for most. */
static uint64_t
bytes_after(const struct record *record)
{
	uint64_t len = 0;

	if (record->type == RECORD_AUXTRACE &&
	    record->size >= AUXTRACE_SIZE + 8)
		len = format_u64(
		    record->bytes + AUXTRACE_SIZE, record->swapped);
	if (record->type == RECORD_HEADER_TRACING_DATA &&
	    record->size >= TRACING_DATA_SIZE + 4)
		len = ((uint64_t)format_u32(record->bytes + TRACING_DATA_SIZE,
			   record->swapped) + 7) & ~(uint64_t)7;
	return len;
}

/* Fills a record from its head. */
static void
read_head(struct record *record)
{
	record->type = format_u32(record->bytes + RECORD_TYPE, record->swapped);
	record->size = format_u16(record->bytes + RECORD_SIZE, record->swapped);
	record->after = bytes_after(record);
}

/*
 * Says whether a pipe ends within this record. perf then prints everything
 * before it; it refuses a file or a folder that ends like that.
 */
static bool
is_cut_off(const struct recording *r, const struct record *record,
    uint64_t remaining)
{
	return r->layout == RECORDING_PIPE &&
	    (remaining < RECORD_HEADER_LEN || record->size > remaining);
}

/* Checks that a record fits into the rest of its part. */
static int
check(const struct part *part, const struct record *record, uint64_t remaining)
{
	if (remaining < RECORD_HEADER_LEN) {
		warnx("%s: offset %" PRIu64 ": %" PRIu64 " bytes are left of "
		      "the data, no record is that short", part->name,
		    record->offset, remaining);
		return -1;
	}
	if (record->size < RECORD_HEADER_LEN || record->size > remaining) {
		warnx("%s: offset %" PRIu64 ": a record of %u bytes, expected "
		      "%d to %" PRIu64, part->name, record->offset,
		    record->size, RECORD_HEADER_LEN, remaining);
		return -1;
	}
	if (record->type == RECORD_AUXTRACE &&
	    record->size < AUXTRACE_SIZE + 8) {
		warnx("%s: offset %" PRIu64 ": an AUXTRACE record of %u bytes "
		      "cannot say how long its trace is", part->name,
		    record->offset, record->size);
		return -1;
	}
	if (record->after > remaining - record->size) {
		warnx("%s: offset %" PRIu64 ": %" PRIu64 " bytes of trace do "
		      "not fit the %" PRIu64 " that are left of the data",
		    part->name, record->offset, record->after,
		    remaining - record->size);
		return -1;
	}
	return 0;
}

/* Gives the bytes of a COMPRESSED record to the stream of this part. */
static int
feed(struct records *records, const struct record *record)
{
	uint16_t start = record->type == RECORD_COMPRESSED ? COMPRESSED_BYTES :
							     COMPRESSED2_BYTES;
	uint64_t len = record->size - COMPRESSED_BYTES;

	if (record->type == RECORD_COMPRESSED2 && record->size >= start)
		len = format_u64(
		    record->bytes + COMPRESSED2_SIZE, record->swapped);
	if (record->size < start || len > (uint64_t)record->size - start) {
		warnx("%s: offset %" PRIu64 ": %" PRIu64 " compressed bytes do "
		      "not fit a record of %u",
		    records->recording->part[records->part].name,
		    record->offset, len, record->size);
		return -1;
	}
	if (!records->inflater)
		records->inflater = inflater_new();
	records->holder = record->offset;
	inflater_feed(records->inflater, record->bytes + start, len);
	return 0;
}

/* Reads the next record that is not compressed. */
static int
next_plain(struct records *records, struct record *record)
{
	const struct recording *r = records->recording;
	const struct part *part = &r->part[records->part];
	uint64_t remaining =
	    part->data.offset + part->data.len - records->offset;

	if (!remaining)
		return 0;
	*record = (struct record){
		.bytes = part->bytes + records->offset,
		.offset = records->offset,
		.swapped = r->swapped,
	};
	if (remaining >= RECORD_HEADER_LEN) {
		record->size =
		    format_u16(record->bytes + RECORD_SIZE, r->swapped);
		if (record->size <= remaining)
			read_head(record);
	}
	if (is_cut_off(r, record, remaining)) {
		records->cut_off = true;
		return 0;
	}
	if (check(part, record, remaining))
		return -1;
	records->offset += record->size + record->after;
	if (record_is_compressed(record) && feed(records, record))
		return -1;
	return 1;
}

/* Reads the next record from the compressed stream. */
static int
next_inflated(struct records *records, struct record *record)
{
	const struct recording *r = records->recording;
	const char *why = NULL;
	int more;

	*record = (struct record){
		.offset = records->holder,
		.swapped = r->swapped,
		.inflated = true,
	};
	more = inflater_next(
	    records->inflater, r->swapped, &record->bytes, &why);
	if (more > 0) {
		read_head(record);
		if (record->after || record_is_compressed(record)) {
			why = "a record is in it that is never compressed";
			more = -1;
		}
	}
	if (more < 0)
		warnx("%s: offset %" PRIu64 ": the compressed records cannot "
		      "be read: %s", r->part[records->part].name,
		    records->holder, why);
	return more;
}

int
records_next(struct records *records, struct record *record)
{
	int more;

	do {
		more = records->inflater ? next_inflated(records, record) : 0;
		if (!more)
			more = next_plain(records, record);
	} while (!more && next_part(records));
	return more;
}

void
records_seek(struct records *records, uint64_t offset)
{
	const struct section *data = &records->recording->part[0].data;

	records_end(records);
	records->part = 0;
	records->offset = offset < data->offset ||
		offset > data->offset + data->len ? data->offset + data->len :
						    offset;
}

bool
record_is_compressed(const struct record *record)
{
	return record->type == RECORD_COMPRESSED ||
	    record->type == RECORD_COMPRESSED2;
}

bool
record_is_kernel(const struct record *record)
{
	return (format_u16(record->bytes + RECORD_MISC, record->swapped) &
	    MISC_CPUMODE) == MISC_KERNEL;
}

uint32_t
record_process(const struct record *record)
{
	switch (record->type) {
	case RECORD_MMAP:
	case RECORD_MMAP2:
		/* It is about the kernel, whatever its process. */
		if (record_is_kernel(record))
			return 0;
		/* fallthrough */
	case RECORD_COMM:
	case RECORD_EXIT:
	case RECORD_FORK:
	case RECORD_NAMESPACES:
		return record->size < TASK_LEN ? 0 :
		    format_u32(record->bytes + TASK_PID, record->swapped);
	}
	return 0;
}

bool
record_is_inert(const struct record *record)
{
	switch (record->type) {
	case RECORD_LOST:
	case RECORD_LOST_SAMPLES:
	case RECORD_THROTTLE:
	case RECORD_UNTHROTTLE:
	case RECORD_READ:
	case RECORD_SWITCH:
	case RECORD_SWITCH_CPU_WIDE:
	case RECORD_FINISHED_ROUND:
	case RECORD_FINISHED_INIT:
		return true;
	}
	return false;
}

/* Returns the thread that such a record is about. */
static uint32_t
thread_of(const struct record *record)
{
	bool of_two = record->type == RECORD_FORK ||
	    record->type == RECORD_EXIT;

	if (record->size < (of_two ? FORK_LEN : TASK_LEN))
		return 0;
	return format_u32(record->bytes + (of_two ? FORK_TID : TASK_TID),
	    record->swapped);
}

bool
record_link(const struct record *record, uint32_t *child, uint32_t *parent)
{
	uint32_t pid = record_process(record);

	*child = *parent = pid;
	if (record->type == RECORD_FORK && record->size >= TASK_LEN)
		*parent = format_u32(
		    record->bytes + FORK_PARENT, record->swapped);
	if (*parent != pid)
		return true;
	*child = pid ? thread_of(record) : 0;
	return *child && *child != pid;
}
