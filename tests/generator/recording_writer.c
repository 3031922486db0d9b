/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>

#include <assert.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "generator/recording_writer.h"
#include "generator/writer_features.h"
#include "generator/writer_header.h"
#include "perfdata/format.h"

/* Gives what is not said its usual value, and makes a part. */
static void
start(struct recording_writer *w, const struct writer_options *options)
{
	*w = (struct recording_writer){ 0 };
	if (options)
		w->options = *options;
	if (!w->options.attr_len)
		w->options.attr_len =
		    w->options.version_1 ? ATTR_SIZE_VER0 : WRITER_ATTR_LEN;
	if (!w->options.feature_word)
		w->options.feature_word = 8;
	assert(w->options.compress <= WRITER_COMPRESS_MAX);
	w->record.swap = w->options.swap;
}

static void
start_part(struct recording_writer *w, int number, FILE *stream)
{
	if (!stream)
		err(1, "starting a recording");
	w->part[number] = (struct writer_part){
		.stream = stream,
		.compress = w->options.compress,
		.compressed2 = w->options.compressed2,
		.pending.swap = w->options.swap,
	};
}

/* Starts the part with the header, which goes to this stream. */
static void
start_first(struct recording_writer *w, FILE *stream)
{
	static const unsigned char room[FILE_HEADER_LEN];

	if (w->options.layout != WRITER_PIPE) {
		start_part(w, 0, stream);
		part_write(&w->part[0], room, sizeof room);
		return;
	}
	if (!stream)
		err(1, "starting a recording");
	w->pipe = stream;
	start_part(w, 0, open_memstream(&w->piped, &w->piped_len));
}

void
recording_writer_start(
    struct recording_writer *w, const struct writer_options *options)
{
	start(w, options);
	assert(w->options.layout != WRITER_FOLDER);
	start_first(w, open_memstream(&w->bytes, &w->len));
}

/* Creates a file of a folder, or the one that path names. */
static FILE *
create(const struct recording_writer *w, const char *path, int number)
{
	char *name = NULL;
	FILE *stream;
	int len;

	if (!w->folder)
		len = asprintf(&name, "%s", path);
	else if (number == 0)
		len = asprintf(&name, "%s/data", path);
	else
		len = asprintf(&name, "%s/data.%d", path, number - 1);
	stream = len < 0 ? NULL : fopen(name, "we");
	if (!stream)
		err(1, "cannot write %s", name);
	free(name);
	return stream;
}

void
recording_writer_start_file(struct recording_writer *w, const char *path,
    const struct writer_options *options)
{
	start(w, options);
	if (w->options.layout == WRITER_FOLDER) {
		if (mkdir(path, 0777))
			err(1, "cannot make %s", path);
		w->folder = strdup(path);
	}
	start_first(w, create(w, path, 0));
}

int
recording_writer_event(
    struct recording_writer *w, const struct writer_event *event)
{
	assert(w->events < WRITER_EVENTS && !w->data_offset);
	w->event[w->events] = *event;
	return w->events++;
}

void
recording_writer_part(struct recording_writer *w, int number)
{
	assert(number >= 0 && number < WRITER_PARTS);
	if (!w->folder)
		return;
	if (!w->part[number].stream)
		start_part(w, number, create(w, w->folder, number));
	w->now = number;
}

/* Gives the part that a record goes to now; data start behind the events. */
static struct writer_part *
part_now(struct recording_writer *w)
{
	struct writer_part *first = &w->part[0];
	struct packer p = { .swap = w->options.swap };

	if (!w->data_offset && w->options.layout != WRITER_PIPE) {
		pack_events(&p, w, first->offset);
		part_write(first, p.bytes, p.len);
		packer_release(&p);
		w->data_offset = first->offset;
	}
	return &w->part[w->now];
}

/* Puts text with its NUL, padded to eight bytes. */
static void
pack_text(struct packer *p, const char *text)
{
	pack(p, text, strlen(text) + 1);
	pack_padding(p, 8);
}

/* Starts a record and gives where its body goes. */
static struct packer *
begin(struct recording_writer *w, uint32_t type, uint16_t misc)
{
	w->record.len = 0;
	pack_record(&w->record, type, misc);
	return &w->record;
}

/* Ends a record of the kernel. */
static void
end(struct recording_writer *w)
{
	pack_record_end(&w->record, 0);
	if (w->options.compress)
		part_deflate(part_now(w), w->record.bytes, w->record.len);
	else
		part_write(part_now(w), w->record.bytes, w->record.len);
}

/* Ends one that perf itself writes. */
static void
end_plain(struct recording_writer *w)
{
	pack_record_end(&w->record, 0);
	part_write(part_now(w), w->record.bytes, w->record.len);
}

static void
pack_task(struct packer *p, const struct writer_fields *f)
{
	pack_u32(p, f->pid);
	pack_u32(p, f->tid);
}

/* A CPU has eight bytes, of which the last four say nothing. */
static void
pack_cpu(struct packer *p, uint32_t cpu)
{
	pack_u32(p, cpu);
	pack_u32(p, 0);
}

/* Ends a record that is no sample with the sample_id of its event. */
static void
end_with_sample_id(
    struct recording_writer *w, const struct writer_fields *f)
{
	const struct writer_event *e = &w->event[f->event];
	uint64_t type = e->sample_id_all ? e->sample_type : 0;
	struct packer *p = &w->record;

	if (type & SAMPLE_TID)
		pack_task(p, f);
	if (type & SAMPLE_TIME)
		pack_u64(p, f->time_ns);
	if (type & SAMPLE_ID)
		pack_u64(p, f->id);
	if (type & SAMPLE_STREAM_ID)
		pack_u64(p, f->id);
	if (type & SAMPLE_CPU)
		pack_cpu(p, f->cpu);
	if (type & SAMPLE_IDENTIFIER)
		pack_u64(p, f->id);
	end(w);
}

void
recording_writer_sample(
    struct recording_writer *w, const struct writer_fields *f)
{
	uint64_t type = w->event[f->event].sample_type;
	struct packer *p = begin(w, RECORD_SAMPLE, WRITER_MISC_USER);

	if (type & SAMPLE_IDENTIFIER)
		pack_u64(p, f->id);
	if (type & SAMPLE_IP)
		pack_u64(p, f->ip);
	if (type & SAMPLE_TID)
		pack_task(p, f);
	if (type & SAMPLE_TIME)
		pack_u64(p, f->time_ns);
	if (type & SAMPLE_ADDR)
		pack_u64(p, f->addr);
	if (type & SAMPLE_ID)
		pack_u64(p, f->id);
	if (type & SAMPLE_STREAM_ID)
		pack_u64(p, f->id);
	if (type & SAMPLE_CPU)
		pack_cpu(p, f->cpu);
	if (type & WRITER_SAMPLE_PERIOD)
		pack_u64(p, f->period);
	if (type & WRITER_SAMPLE_CALLCHAIN) {
		pack_u64(p, f->chain_len);
		for (size_t i = 0; i < f->chain_len; i++)
			pack_u64(p, f->chain[i]);
	}
	end(w);
}

void
recording_writer_comm(struct recording_writer *w,
    const struct writer_fields *f, const char *comm)
{
	struct packer *p = begin(w, RECORD_COMM, 0);

	pack_task(p, f);
	pack_text(p, comm);
	end_with_sample_id(w, f);
}

void
recording_writer_mmap2(struct recording_writer *w,
    const struct writer_fields *f, uint64_t addr, uint64_t len,
    const char *path)
{
	struct packer *p = begin(w, RECORD_MMAP2, WRITER_MISC_USER);

	pack_task(p, f);
	pack_u64(p, addr);
	pack_u64(p, len);
	pack_u64(p, 0); /* offset in the file */
	pack_u64(p, 0); /* major and minor number of its device */
	pack_u64(p, 0); /* inode */
	pack_u64(p, 0); /* and its generation */
	pack_u32(p, 5); /* PROT_READ | PROT_EXEC */
	pack_u32(p, 2); /* MAP_PRIVATE */
	pack_text(p, path);
	end_with_sample_id(w, f);
}

static void
write_task(struct recording_writer *w, uint32_t type,
    const struct writer_fields *f, uint32_t parent)
{
	struct packer *p = begin(w, type, 0);

	pack_u32(p, f->pid);
	pack_u32(p, parent);
	pack_u32(p, f->tid);
	pack_u32(p, parent);
	pack_u64(p, f->time_ns);
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
	if (w->options.layout == WRITER_FOLDER)
		return;
	begin(w, RECORD_FINISHED_ROUND, 0);
	end_plain(w);
}

void
recording_writer_record(struct recording_writer *w, uint32_t type,
    const void *body, size_t len)
{
	pack(begin(w, type, 0), body, len);
	if (type < RECORD_KERNEL_END)
		end(w);
	else
		end_plain(w);
}

void
recording_writer_bytes(
    struct recording_writer *w, const void *bytes, size_t len)
{
	part_write(part_now(w), bytes, len);
}

/* Writes the features, and the header into the room that was left for it. */
static void
finish_file(struct recording_writer *w)
{
	struct writer_part *part = &w->part[0];
	struct packer p = { .swap = w->options.swap };
	uint64_t data_len;

	w->now = 0;
	part_flush(part_now(w));
	data_len = part->offset - w->data_offset;
	pack_feature_table(&p, w, part->offset);
	part_write(part, p.bytes, p.len);
	p.len = 0;
	pack_file_header(&p, w, data_len);
	if (fseeko(part->stream, 0, SEEK_SET) ||
	    fwrite(p.bytes, 1, p.len, part->stream) != p.len)
		err(1, "writing a recording");
	/* A stream in memory ends where it stands, so go back to the end. */
	if (fseeko(part->stream, part->offset, SEEK_SET))
		err(1, "writing a recording");
	packer_release(&p);
}

/* Writes what the records told in the meantime, and then them. */
static void
finish_pipe(struct recording_writer *w)
{
	struct packer p = { .swap = w->options.swap };

	part_close(&w->part[0]);
	pack_pipe_header(&p, w);
	if (fwrite(p.bytes, 1, p.len, w->pipe) != p.len ||
	    fwrite(w->piped, 1, w->piped_len, w->pipe) != w->piped_len ||
	    fclose(w->pipe))
		err(1, "writing a recording");
	w->pipe = NULL;
	packer_release(&p);
}

void
recording_writer_finish(struct recording_writer *w)
{
	set_layout_features(w);
	if (w->options.layout == WRITER_PIPE)
		finish_pipe(w);
	else
		finish_file(w);
	for (int i = 0; i < WRITER_PARTS; i++)
		part_close(&w->part[i]);
}

void
recording_writer_release(struct recording_writer *w)
{
	for (int i = 0; i < WRITER_FEATURES; i++)
		packer_release(&w->feature[i]);
	for (int i = 0; i < WRITER_PARTS; i++)
		part_close(&w->part[i]);
	if (w->pipe)
		fclose(w->pipe);
	packer_release(&w->record);
	free(w->piped);
	free(w->folder);
	free(w->bytes);
	*w = (struct recording_writer){ 0 };
}
