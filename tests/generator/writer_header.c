/* SPDX-License-Identifier: GPL-2.0-only */
#include "generator/recording_writer.h"
#include "generator/writer_header.h"
#include "perfdata/format.h"

/* The first eight bytes, as a number in the writer's byte order. */
#define MAGIC UINT64_C(0x32454c4946524550)

/* Says whether the writer's machine has the most significant byte first. */
static bool
is_big_endian(bool swap)
{
	return swap == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
}

void
pack_attr(struct packer *p, const struct writer_event *e, int len)
{
	unsigned char flags[8] = { 0 };
	size_t end = p->len + len;
	int bit = ATTR_FLAG_SAMPLE_ID_ALL % 8;

	/* The compiler of a big-endian machine starts bit fields at the top. */
	flags[ATTR_FLAG_SAMPLE_ID_ALL / 8] =
	    e->sample_id_all << (is_big_endian(p->swap) ? 7 - bit : bit);
	pack_u32(p, e->type);
	pack_u32(p, len);
	pack_u64(p, e->config);
	pack_u64(p, 1000000); /* the period */
	pack_u64(p, e->sample_type);
	pack_u64(p, 0); /* what a read gives */
	pack(p, flags, sizeof flags);
	while (p->len < end)
		pack(p, "", 1);
}

static void
pack_ids(struct packer *p, const struct writer_event *e)
{
	for (uint32_t i = 0; i < e->ids; i++)
		pack_u64(p, e->first_id + i);
}

/* Returns the bytes of all ids, which come before the attributes. */
static uint64_t
ids_len(const struct recording_writer *w)
{
	uint64_t ids = 0;

	for (int i = 0; i < w->events; i++)
		ids += w->event[i].ids;
	return 8 * ids;
}

void
pack_events(
    struct packer *p, const struct recording_writer *w, uint64_t offset)
{
	for (int i = 0; i < w->events; i++)
		pack_ids(p, &w->event[i]);
	for (int i = 0; i < w->events; i++) {
		pack_attr(p, &w->event[i], w->options.attr_len);
		pack_u64(p, offset);
		pack_u64(p, 8 * (uint64_t)w->event[i].ids);
		offset += 8 * (uint64_t)w->event[i].ids;
	}
}

static void
pack_magic(struct packer *p, const struct recording_writer *w)
{
	if (w->options.version_1)
		pack(p, FORMAT_MAGIC_VERSION1, 8);
	else
		pack_u64(p, MAGIC);
}

/* Packs the bits of features, in words as long as the writer's. */
static void
pack_feature_bits(struct packer *p, const struct recording_writer *w)
{
	unsigned char bits[FEATURE_BITS / 8] = { 0 };
	int flip = is_big_endian(p->swap) ? w->options.feature_word - 1 : 0;

	for (int i = 0; i < WRITER_FEATURES; i++)
		if (w->has_feature[i])
			bits[(i / 8) ^ flip] |= 1 << i % 8;
	pack(p, bits, sizeof bits);
}

void
pack_file_header(
    struct packer *p, const struct recording_writer *w, uint64_t data_len)
{
	uint64_t attr_len = w->options.attr_len + SECTION_LEN;

	pack_magic(p, w);
	pack_u64(p, FILE_HEADER_LEN);
	pack_u64(p, attr_len);
	pack_u64(p, FILE_HEADER_LEN + ids_len(w));
	pack_u64(p, w->events * attr_len);
	pack_u64(p, w->data_offset);
	pack_u64(p, data_len);
	pack_u64(p, 0); /* event types, which perf 3.2 left behind */
	pack_u64(p, 0);
	pack_feature_bits(p, w);
}

void
pack_pipe_header(struct packer *p, const struct recording_writer *w)
{
	size_t start;

	pack_magic(p, w);
	pack_u64(p, PIPE_HEADER_LEN);
	for (int i = 0; i < w->events; i++) {
		start = pack_record(p, RECORD_HEADER_ATTR, 0);
		pack_attr(p, &w->event[i], w->options.attr_len);
		pack_ids(p, &w->event[i]);
		pack_record_end(p, start);
	}
	for (int i = 0; i < WRITER_FEATURES; i++) {
		if (!w->has_feature[i])
			continue;
		start = pack_record(p, RECORD_HEADER_FEATURE, 0);
		pack_u64(p, i);
		pack(p, w->feature[i].bytes, w->feature[i].len);
		pack_padding(p, 8);
		pack_record_end(p, start);
	}
}
