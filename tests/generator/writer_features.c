/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "generator/recording_writer.h"
#include "generator/writer_features.h"
#include "perfdata/format.h"

enum {
	STRING_ALIGN = 64, /* perf pads strings in features to this */
	DIR_VERSION = 1,
	COMPRESSED_VERSION = 1,
	COMPRESSED_ZSTD = 1,
	MMAP_LEN = 1 << 16, /* most that a COMPRESSED record inflates to */
};

/* Starts a feature, or does so again, and gives where its value goes. */
static struct packer *
begin(struct recording_writer *w, int feature)
{
	struct packer *p = &w->feature[feature];

	w->has_feature[feature] = true;
	p->swap = w->options.swap;
	p->len = 0;
	return p;
}

void
recording_writer_feature(struct recording_writer *w, int feature,
    const void *bytes, size_t len)
{
	pack(begin(w, feature), bytes, len);
}

/* Packs a string as features have it: its padded length, then itself. */
static void
pack_string(struct packer *p, const char *text)
{
	static const char zeros[STRING_ALIGN];
	size_t len = strlen(text);
	uint32_t padded = (len / STRING_ALIGN + 1) * STRING_ALIGN;

	pack_u32(p, padded);
	pack(p, text, len);
	pack(p, zeros, padded - len);
}

void
recording_writer_string(
    struct recording_writer *w, int feature, const char *text)
{
	pack_string(begin(w, feature), text);
}

void
recording_writer_cpus(
    struct recording_writer *w, uint32_t available, uint32_t online)
{
	struct packer *p = begin(w, FEATURE_NRCPUS);

	pack_u32(p, available);
	pack_u32(p, online);
}

void
recording_writer_times(
    struct recording_writer *w, uint64_t first_ns, uint64_t last_ns)
{
	struct packer *p = begin(w, FEATURE_SAMPLE_TIME);

	pack_u64(p, first_ns);
	pack_u64(p, last_ns);
}

static void
set_command_line(struct recording_writer *w)
{
	static const char *const word[] = { "perf", "record", "-a" };
	uint32_t words = sizeof word / sizeof *word;
	struct packer *p = begin(w, FEATURE_CMDLINE);

	pack_u32(p, words);
	for (uint32_t i = 0; i < words; i++)
		pack_string(p, word[i]);
}

/* Names the events; without this perf names them by their type and config. */
static void
set_event_names(struct recording_writer *w)
{
	struct packer *p = begin(w, WRITER_FEATURE_EVENT_DESC);

	pack_u32(p, w->events);
	pack_u32(p, w->options.attr_len);
	for (int i = 0; i < w->events; i++) {
		const struct writer_event *e = &w->event[i];

		pack_attr(p, e, w->options.attr_len);
		pack_u32(p, e->ids);
		pack_string(p, e->name ? e->name : "event");
		for (uint32_t j = 0; j < e->ids; j++)
			pack_u64(p, e->first_id + j);
	}
}

void
recording_writer_usual_features(struct recording_writer *w, uint32_t cpus)
{
	recording_writer_string(w, FEATURE_HOSTNAME, "example");
	recording_writer_string(w, FEATURE_VERSION, "6.1.0");
	recording_writer_string(w, FEATURE_ARCH, "x86_64");
	recording_writer_cpus(w, cpus, cpus);
	set_command_line(w);
	set_event_names(w);
}

void
set_layout_features(struct recording_writer *w)
{
	struct packer *p;

	if (w->options.layout == WRITER_FOLDER)
		pack_u64(begin(w, FEATURE_DIR_FORMAT), DIR_VERSION);
	if (!w->options.compress)
		return;
	p = begin(w, FEATURE_COMPRESSED);
	pack_u32(p, COMPRESSED_VERSION);
	pack_u32(p, COMPRESSED_ZSTD);
	pack_u32(p, 1); /* the level */
	pack_u32(p, 2); /* the ratio that was reached */
	pack_u32(p, MMAP_LEN);
}

void
pack_feature_table(
    struct packer *p, const struct recording_writer *w, uint64_t offset)
{
	for (int i = 0; i < WRITER_FEATURES; i++)
		offset += w->has_feature[i] ? SECTION_LEN : 0;
	for (int i = 0; i < WRITER_FEATURES; i++) {
		if (!w->has_feature[i])
			continue;
		pack_u64(p, offset);
		pack_u64(p, w->feature[i].len);
		offset += w->feature[i].len;
	}
	for (int i = 0; i < WRITER_FEATURES; i++)
		pack(p, w->feature[i].bytes, w->feature[i].len);
}
