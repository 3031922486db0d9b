/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "generator/editable.h"
#include "generator/packer.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/records.h"

/* An address is followed by the task, and that by the time. */
enum { IP_BEFORE_TIME = 16, TASK_BEFORE_TIME = 8 };

static void
put_u64(unsigned char *at, uint64_t value)
{
	memcpy(at, &value, sizeof value);
}

/* Ends the program when the recording is of a kind that is not edited. */
static void
check(const struct recording *r)
{
	const uint64_t needed = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME;
	const struct event *event = r->events.event;

	if (r->layout != RECORDING_FILE || r->swapped || r->version_1)
		errx(1, "%s: only a perf.data of this machine is edited",
		    r->name);
	for (size_t i = 0; i < r->events.count; i++)
		if ((event[i].sample_type & needed) != needed ||
		    !event[i].sample_id_all)
			errx(1, "%s: the records of event %zu do not all have "
				"a task and a time", r->name, i + 1);
}

/* Finds a record's event and time. */
static void
place(struct editable_record *made, const struct recording *r,
    const struct record *record)
{
	uint64_t time_ns = EVENT_NO_TIME;
	uint32_t cpu;

	if (record->type == RECORD_SAMPLE) {
		made->event = events_of_sample(&r->events, record);
		if (!made->event ||
		    event_sample_when(made->event, record, &time_ns, &cpu))
			errx(1, "%s: a sample at %ju that cannot be read",
			    r->name, (uintmax_t)record->offset);
	} else if (record->type < RECORD_KERNEL_END) {
		made->event = events_of_trailer(&r->events, record);
		if (made->event)
			time_ns = event_trailer_time(made->event, record);
	}
	made->time_ns = time_ns == EVENT_NO_TIME ? 0 : time_ns;
}

/* Adds a record as it was read. */
static void
add(struct editable *e, const struct record *record)
{
	const struct recording *r = &e->recording;
	struct editable_record made = {
		.bytes = xreallocarray(NULL, record->size, 1),
		.type = record->type,
		.size = record->size,
	};

	if (record->inflated || record->after)
		errx(1, "%s: what is compressed or has a trace is not edited",
		    r->name);
	memcpy(made.bytes, record->bytes, record->size);
	place(&made, r, record);
	editable_insert(e, e->count, &made);
}

void
editable_open(struct editable *e, const char *path)
{
	struct records records;
	struct record record;
	int more;

	*e = (struct editable){ 0 };
	if (recording_open(&e->recording, path))
		exit(1);
	check(&e->recording);
	records_start(&records, &e->recording);
	while ((more = records_next(&records, &record)) > 0)
		add(e, &record);
	records_end(&records);
	if (more)
		exit(1);
}

void
editable_close(struct editable *e)
{
	for (size_t i = 0; i < e->count; i++)
		free(e->record[i].bytes);
	free(e->record);
	recording_close(&e->recording);
}

/*
 * Packs what lies behind the records: a table of where the features are, and
 * the features.  All that has moved by so many bytes.
 */
static void
pack_features(struct packer *p, const struct editable *e, uint64_t moved)
{
	const struct recording *r = &e->recording;
	const struct part *part = &r->part[0];
	const struct section *times = &r->feature[FEATURE_SAMPLE_TIME];
	uint64_t end = part->data.offset + part->data.len, first_ns, last_ns;
	unsigned char *tail, *at;

	tail = at = xreallocarray(NULL, part->size - end + 1, 1);
	memcpy(tail, part->bytes + end, part->size - end);
	for (int i = 0; i < FEATURE_BITS; i++) {
		if (!r->has_feature[i])
			continue;
		put_u64(at, format_u64(at, false) + moved);
		at += SECTION_LEN;
	}
	if (times->len >= 16) {
		editable_times(e, &first_ns, &last_ns);
		put_u64(tail + times->offset - end, first_ns);
		put_u64(tail + times->offset - end + 8, last_ns);
	}
	pack(p, tail, part->size - end);
	free(tail);
}

/* Makes a file what was packed; it stays the same inode. */
static void
write_file(const char *path, const struct packer *p)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	FILE *stream = fd < 0 ? NULL : fdopen(fd, "w");

	if (!stream || fwrite(p->bytes, 1, p->len, stream) != p->len ||
	    fflush(stream) || ftruncate(fd, p->len) || fclose(stream))
		err(1, "cannot write %s", path);
}

void
editable_write(const struct editable *e, const char *path)
{
	const struct part *part = &e->recording.part[0];
	struct packer p = { 0 };
	uint64_t len;

	pack(&p, part->bytes, part->data.offset);
	for (size_t i = 0; i < e->count; i++)
		pack(&p, e->record[i].bytes, e->record[i].size);
	len = p.len - part->data.offset;
	put_u64(p.bytes + FILE_HEADER_DATA + 8, len);
	pack_features(&p, e, len - part->data.len);
	write_file(path, &p);
	packer_release(&p);
}

struct editable_record
editable_copy(const struct editable_record *record)
{
	struct editable_record copy = *record;

	copy.bytes = xreallocarray(NULL, copy.size, 1);
	memcpy(copy.bytes, record->bytes, copy.size);
	return copy;
}

/* Returns a record with a time that is no sample. */
static const struct editable_record *
find_side_band(const struct editable *e)
{
	for (size_t i = 0; i < e->count; i++)
		if (e->record[i].time_ns && e->record[i].type != RECORD_SAMPLE)
			return &e->record[i];
	errx(1, "%s: there is no record to take a sample_id from",
	    e->recording.name);
}

struct editable_record
editable_make(const struct editable *e, const struct packer *body,
    uint32_t pid, uint64_t time_ns)
{
	const struct editable_record *other = find_side_band(e);
	const struct event_layout *layout = &other->event->layout;
	struct packer p = { 0 };
	struct editable_record made = { .event = other->event };
	unsigned char *task;

	pack(&p, body->bytes, body->len);
	pack(&p, other->bytes + other->size - layout->trailer_len,
	    layout->trailer_len);
	pack_record_end(&p, 0);
	made.bytes = p.bytes;
	made.size = p.len;
	made.type = format_u32(p.bytes + RECORD_TYPE, false);
	task = p.bytes + p.len - layout->trailer_time - TASK_BEFORE_TIME;
	memcpy(task, &pid, sizeof pid);
	memcpy(task + sizeof pid, &pid, sizeof pid);
	editable_set_time(&made, time_ns);
	return made;
}

void
editable_insert(
    struct editable *e, size_t at, const struct editable_record *record)
{
	e->record = xgrow(e->record, e->count, &e->room, sizeof *e->record);
	memmove(e->record + at + 1, e->record + at,
	    (e->count - at) * sizeof *e->record);
	e->record[at] = *record;
	e->count++;
}

/*
 * In front of the first later record no FINISHED_ROUND has made perf print
 * anything of that time; nor at the end, in front of the last one.
 */
void
editable_insert_by_time(
    struct editable *e, const struct editable_record *record)
{
	size_t at = 0;

	while (at < e->count && e->record[at].time_ns <= record->time_ns)
		at++;
	if (at == e->count && at &&
	    e->record[at - 1].type == RECORD_FINISHED_ROUND)
		at--;
	editable_insert(e, at, record);
}

void
editable_end_round(struct editable *e)
{
	struct packer p = { 0 };
	struct editable_record round = { .type = RECORD_FINISHED_ROUND };

	if (e->count && e->record[e->count - 1].type == round.type)
		return;
	pack_record_end(&p, pack_record(&p, round.type, 0));
	round.bytes = p.bytes;
	round.size = p.len;
	editable_insert(e, e->count, &round);
}

void
editable_drop(struct editable *e,
    bool drop(const struct editable_record *, uint64_t), uint64_t argument)
{
	size_t kept = 0;

	for (size_t i = 0; i < e->count; i++) {
		if (drop(&e->record[i], argument))
			free(e->record[i].bytes);
		else
			e->record[kept++] = e->record[i];
	}
	e->count = kept;
}

void
editable_times(const struct editable *e, uint64_t *first_ns, uint64_t *last_ns)
{
	*first_ns = *last_ns = 0;
	for (size_t i = 0; i < e->count; i++) {
		uint64_t ns = e->record[i].time_ns;

		if (e->record[i].type != RECORD_SAMPLE || !ns)
			continue;
		if (!*first_ns || ns < *first_ns)
			*first_ns = ns;
		if (ns > *last_ns)
			*last_ns = ns;
	}
}

void
editable_set_time(struct editable_record *record, uint64_t time_ns)
{
	const struct event_layout *layout = &record->event->layout;

	put_u64(record->bytes +
		(record->type == RECORD_SAMPLE ? layout->sample_time :
			record->size - layout->trailer_time), time_ns);
	record->time_ns = time_ns;
}

uint64_t
editable_ip(const struct editable_record *sample)
{
	return format_u64(sample->bytes + sample->event->layout.sample_time -
		IP_BEFORE_TIME, false);
}

uint32_t
editable_pid(const struct editable_record *sample)
{
	return format_u32(sample->bytes + sample->event->layout.sample_time -
		TASK_BEFORE_TIME, false);
}
