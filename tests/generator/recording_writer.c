/* SPDX-License-Identifier: GPL-2.0-only */
#include <assert.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "data/format.h"
#include "generator/recording_writer.h"

enum { STRING_ALIGN = 64 }; /* perf pads strings in features to this */

static void
write_out(struct recording_writer *w, const void *bytes, size_t len)
{
	if (len && fwrite_unlocked(bytes, 1, len, w->stream) != len)
		err(1, "writing a recording");
	w->offset += len;
}

static void
write_u64(struct recording_writer *w, uint64_t value)
{
	write_out(w, &value, sizeof value);
}

static void
start(struct recording_writer *w)
{
	static const unsigned char room[FILE_HEADER_LEN];

	if (!w->stream)
		err(1, "starting a recording");
	write_out(w, room, sizeof room);
}

void
recording_writer_start(struct recording_writer *w)
{
	*w = (struct recording_writer){ 0 };
	w->stream = open_memstream(&w->bytes, &w->len);
	start(w);
}

void
recording_writer_start_file(struct recording_writer *w, const char *path)
{
	*w = (struct recording_writer){ 0 };
	w->stream = fopen(path, "we");
	if (!w->stream)
		err(1, "cannot write %s", path);
	start(w);
}

int
recording_writer_event(
    struct recording_writer *w, const struct writer_event *event)
{
	assert(w->events < WRITER_EVENTS && !w->data_offset);
	w->event[w->events] = *event;
	return w->events++;
}

/* Lays out an attribute as linux/perf_event.h has it. */
static void
attr_of(const struct writer_event *e, unsigned char attr[WRITER_ATTR_LEN])
{
	uint32_t size = WRITER_ATTR_LEN;
	uint64_t period = 1000000, flags = 0;

	flags |= (uint64_t)e->sample_id_all << ATTR_FLAG_SAMPLE_ID_ALL;
	memset(attr, 0, WRITER_ATTR_LEN);
	memcpy(attr + ATTR_TYPE, &e->type, sizeof e->type);
	memcpy(attr + ATTR_SIZE, &size, sizeof size);
	memcpy(attr + ATTR_CONFIG, &e->config, sizeof e->config);
	memcpy(attr + 16, &period, sizeof period);
	memcpy(attr + ATTR_SAMPLE_TYPE, &e->sample_type,
	    sizeof e->sample_type);
	memcpy(attr + ATTR_FLAGS, &flags, sizeof flags);
}

/* Writes the ids of all events, then the attributes; data start behind. */
static void
write_events(struct recording_writer *w)
{
	unsigned char attr[WRITER_ATTR_LEN];
	uint64_t ids_offset = w->offset;

	for (int i = 0; i < w->events; i++)
		for (uint32_t j = 0; j < w->event[i].ids; j++)
			write_u64(w, w->event[i].first_id + j);
	w->attrs_offset = w->offset;
	for (int i = 0; i < w->events; i++) {
		attr_of(&w->event[i], attr);
		write_out(w, attr, sizeof attr);
		write_u64(w, ids_offset);
		write_u64(w, 8 * (uint64_t)w->event[i].ids);
		ids_offset += 8 * (uint64_t)w->event[i].ids;
	}
	w->data_offset = w->offset;
}

static void
put(struct recording_writer *w, const void *bytes, size_t len)
{
	assert(len <= sizeof w->record - w->record_len);
	memcpy(w->record + w->record_len, bytes, len);
	w->record_len += len;
}

static void
put_u32(struct recording_writer *w, uint32_t value)
{
	put(w, &value, sizeof value);
}

static void
put_u64(struct recording_writer *w, uint64_t value)
{
	put(w, &value, sizeof value);
}

/* Puts text with its NUL, padded to eight bytes. */
static void
put_text(struct recording_writer *w, const char *text)
{
	put(w, text, strlen(text) + 1);
	while (w->record_len % 8)
		put(w, "", 1);
}

static void
begin(struct recording_writer *w, uint32_t type, uint16_t misc)
{
	w->record_len = 0;
	put_u32(w, type);
	put(w, &misc, sizeof misc);
	put(w, &(uint16_t){ 0 }, sizeof(uint16_t)); /* the size, set by end() */
}

static void
end(struct recording_writer *w)
{
	uint16_t size = w->record_len;

	assert(w->record_len <= UINT16_MAX);
	memcpy(w->record + RECORD_SIZE, &size, sizeof size);
	recording_writer_bytes(w, w->record, w->record_len);
}

/* Ends a record that is no sample with the sample_id of its event. */
static void
end_with_sample_id(
    struct recording_writer *w, const struct writer_fields *f)
{
	const struct writer_event *e = &w->event[f->event];
	uint64_t type = e->sample_id_all ? e->sample_type : 0;

	if (type & SAMPLE_TID) {
		put_u32(w, f->pid);
		put_u32(w, f->tid);
	}
	if (type & SAMPLE_TIME)
		put_u64(w, f->time_ns);
	if (type & SAMPLE_ID)
		put_u64(w, f->id);
	if (type & SAMPLE_STREAM_ID)
		put_u64(w, f->id);
	if (type & SAMPLE_CPU)
		put_u64(w, f->cpu);
	if (type & SAMPLE_IDENTIFIER)
		put_u64(w, f->id);
	end(w);
}

void
recording_writer_sample(
    struct recording_writer *w, const struct writer_fields *f)
{
	uint64_t type = w->event[f->event].sample_type;

	begin(w, RECORD_SAMPLE, WRITER_MISC_USER);
	if (type & SAMPLE_IDENTIFIER)
		put_u64(w, f->id);
	if (type & SAMPLE_IP)
		put_u64(w, f->ip);
	if (type & SAMPLE_TID) {
		put_u32(w, f->pid);
		put_u32(w, f->tid);
	}
	if (type & SAMPLE_TIME)
		put_u64(w, f->time_ns);
	if (type & SAMPLE_ADDR)
		put_u64(w, f->addr);
	if (type & SAMPLE_ID)
		put_u64(w, f->id);
	if (type & SAMPLE_STREAM_ID)
		put_u64(w, f->id);
	if (type & SAMPLE_CPU)
		put_u64(w, f->cpu);
	if (type & WRITER_SAMPLE_PERIOD)
		put_u64(w, f->period);
	if (type & WRITER_SAMPLE_CALLCHAIN) {
		put_u64(w, f->chain_len);
		put(w, f->chain, 8 * f->chain_len);
	}
	end(w);
}

void
recording_writer_comm(struct recording_writer *w,
    const struct writer_fields *f, const char *comm)
{
	begin(w, RECORD_COMM, 0);
	put_u32(w, f->pid);
	put_u32(w, f->tid);
	put_text(w, comm);
	end_with_sample_id(w, f);
}

void
recording_writer_mmap2(struct recording_writer *w,
    const struct writer_fields *f, uint64_t addr, uint64_t len,
    const char *path)
{
	begin(w, RECORD_MMAP2, WRITER_MISC_USER);
	put_u32(w, f->pid);
	put_u32(w, f->tid);
	put_u64(w, addr);
	put_u64(w, len);
	put_u64(w, 0); /* offset in the file */
	put_u64(w, 0); /* major and minor number of its device */
	put_u64(w, 0); /* inode */
	put_u64(w, 0); /* and its generation */
	put_u32(w, 5); /* PROT_READ | PROT_EXEC */
	put_u32(w, 2); /* MAP_PRIVATE */
	put_text(w, path);
	end_with_sample_id(w, f);
}

static void
write_task(struct recording_writer *w, uint32_t type,
    const struct writer_fields *f, uint32_t parent)
{
	begin(w, type, 0);
	put_u32(w, f->pid);
	put_u32(w, parent);
	put_u32(w, f->tid);
	put_u32(w, parent);
	put_u64(w, f->time_ns);
	end_with_sample_id(w, f);
}

void
recording_writer_fork(struct recording_writer *w,
    const struct writer_fields *f, uint32_t parent)
{
	write_task(w, RECORD_FORK, f, parent);
}

void
recording_writer_exit(struct recording_writer *w,
    const struct writer_fields *f, uint32_t parent)
{
	write_task(w, RECORD_EXIT, f, parent);
}

void
recording_writer_finished_round(struct recording_writer *w)
{
	begin(w, RECORD_FINISHED_ROUND, 0);
	end(w);
}

void
recording_writer_record(struct recording_writer *w, uint32_t type,
    const void *body, size_t len)
{
	begin(w, type, 0);
	put(w, body, len);
	end(w);
}

void
recording_writer_bytes(
    struct recording_writer *w, const void *bytes, size_t len)
{
	if (!w->data_offset)
		write_events(w);
	write_out(w, bytes, len);
}

void
recording_writer_feature(struct recording_writer *w, int feature,
    const void *bytes, size_t len)
{
	free(w->feature[feature].bytes);
	w->feature[feature].has = true;
	w->feature[feature].len = len;
	w->feature[feature].bytes = malloc(len + 1);
	if (!w->feature[feature].bytes)
		err(1, "adding a header feature");
	memcpy(w->feature[feature].bytes, bytes, len);
}

/* Writes a string as features have it: its padded length, then itself. */
static void
add_string(FILE *stream, const char *text)
{
	static const char zeros[STRING_ALIGN];
	size_t len = strlen(text);
	uint32_t padded = (len / STRING_ALIGN + 1) * STRING_ALIGN;

	fwrite(&padded, sizeof padded, 1, stream);
	fwrite(text, 1, len, stream);
	fwrite(zeros, 1, padded - len, stream);
}

/* A feature that is made piece by piece: write to stream, then end it. */
struct pieces {
	FILE *stream;
	char *bytes;
	size_t len;
};

static void
pieces_start(struct pieces *p)
{
	*p = (struct pieces){ 0 };
	p->stream = open_memstream(&p->bytes, &p->len);
	if (!p->stream)
		err(1, "adding a header feature");
}

static void
pieces_end(struct pieces *p, struct recording_writer *w, int feature)
{
	if (fclose(p->stream))
		err(1, "adding a header feature");
	recording_writer_feature(w, feature, p->bytes, p->len);
	free(p->bytes);
}

void
recording_writer_string(
    struct recording_writer *w, int feature, const char *text)
{
	struct pieces p;

	pieces_start(&p);
	add_string(p.stream, text);
	pieces_end(&p, w, feature);
}

static void
set_command_line(struct recording_writer *w)
{
	static const char *const word[] = { "perf", "record", "-a" };
	uint32_t words = sizeof word / sizeof *word;
	struct pieces p;

	pieces_start(&p);
	fwrite(&words, sizeof words, 1, p.stream);
	for (uint32_t i = 0; i < words; i++)
		add_string(p.stream, word[i]);
	pieces_end(&p, w, FEATURE_CMDLINE);
}

/* Names the events; without this perf names them by their type and config. */
static void
set_event_names(struct recording_writer *w)
{
	uint32_t events = w->events, attr_len = WRITER_ATTR_LEN;
	unsigned char attr[WRITER_ATTR_LEN];
	struct pieces p;

	pieces_start(&p);
	fwrite(&events, sizeof events, 1, p.stream);
	fwrite(&attr_len, sizeof attr_len, 1, p.stream);
	for (int i = 0; i < w->events; i++) {
		const struct writer_event *e = &w->event[i];

		attr_of(e, attr);
		fwrite(attr, sizeof attr, 1, p.stream);
		fwrite(&e->ids, sizeof e->ids, 1, p.stream);
		add_string(p.stream, e->name ? e->name : "event");
		for (uint32_t j = 0; j < e->ids; j++) {
			uint64_t id = e->first_id + j;

			fwrite(&id, sizeof id, 1, p.stream);
		}
	}
	pieces_end(&p, w, WRITER_FEATURE_EVENT_DESC);
}

void
recording_writer_usual_features(struct recording_writer *w, uint32_t cpus)
{
	const uint32_t number[] = { cpus, cpus };

	recording_writer_string(w, WRITER_FEATURE_HOSTNAME, "example");
	recording_writer_string(w, FEATURE_VERSION, "6.1.0");
	recording_writer_string(w, WRITER_FEATURE_ARCH, "x86_64");
	recording_writer_feature(w, FEATURE_NRCPUS, number, sizeof number);
	set_command_line(w);
	set_event_names(w);
}

void
recording_writer_times(
    struct recording_writer *w, uint64_t first_ns, uint64_t last_ns)
{
	const uint64_t times[] = { first_ns, last_ns };

	recording_writer_feature(w, FEATURE_SAMPLE_TIME, times, sizeof times);
}

/* Writes the table of features and what it points to. */
static void
write_features(struct recording_writer *w)
{
	uint64_t at = w->offset;

	for (int i = 0; i < WRITER_FEATURES; i++)
		at += w->feature[i].has ? SECTION_LEN : 0;
	for (int i = 0; i < WRITER_FEATURES; i++) {
		if (!w->feature[i].has)
			continue;
		write_u64(w, at);
		write_u64(w, w->feature[i].len);
		at += w->feature[i].len;
	}
	for (int i = 0; i < WRITER_FEATURES; i++)
		write_out(w, w->feature[i].bytes, w->feature[i].len);
}

static void
write_header(struct recording_writer *w, uint64_t data_len)
{
	unsigned char bits[FEATURE_BITS / 8] = { 0 };

	for (int i = 0; i < WRITER_FEATURES; i++)
		if (w->feature[i].has)
			bits[i / 8] |= 1 << i % 8;
	write_out(w, FORMAT_MAGIC, 8);
	write_u64(w, FILE_HEADER_LEN);
	write_u64(w, WRITER_ATTR_LEN + SECTION_LEN);
	write_u64(w, w->attrs_offset);
	write_u64(w, w->events * (uint64_t)(WRITER_ATTR_LEN + SECTION_LEN));
	write_u64(w, w->data_offset);
	write_u64(w, data_len);
	write_u64(w, 0); /* event types, which perf 3.2 left behind */
	write_u64(w, 0);
	write_out(w, bits, sizeof bits);
}

void
recording_writer_finish(struct recording_writer *w)
{
	FILE *stream = w->stream;
	uint64_t data_len, len;

	recording_writer_bytes(w, NULL, 0);
	data_len = w->offset - w->data_offset;
	write_features(w);
	len = w->offset;
	if (fseeko(stream, 0, SEEK_SET))
		err(1, "writing a recording");
	write_header(w, data_len);
	/* A stream in memory ends where it stands, so go back to the end. */
	if (fseeko(stream, len, SEEK_SET))
		err(1, "writing a recording");
	w->stream = NULL;
	if (fclose(stream))
		err(1, "writing a recording");
}

void
recording_writer_release(struct recording_writer *w)
{
	for (int i = 0; i < WRITER_FEATURES; i++)
		free(w->feature[i].bytes);
	if (w->stream)
		fclose(w->stream);
	free(w->bytes);
	*w = (struct recording_writer){ 0 };
}
