/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The small recording that tests read, break and write to a file, the start
 * that others share with it, and all ways in which it can be written.  The
 * caller releases the writer.
 */
#ifndef UNIT_SMALL_RECORDING_H
#define UNIT_SMALL_RECORDING_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/format.h"
#include "generator/recording_writer.h"
#include "unit/testing.h"

enum { BASE_TYPE = SAMPLE_IDENTIFIER | SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME };

/* Where its first attribute is, behind four ids, and where its data are. */
enum { ATTRS_AT = FILE_HEADER_LEN + 4 * 8 };
enum { DATA_AT = ATTRS_AT + 2 * (WRITER_ATTR_LEN + SECTION_LEN) };

/* Adds two events of different sample_type. */
static inline void
add_small_events(struct recording_writer *w)
{
	recording_writer_event(w, &(struct writer_event){ .name = "first",
	    .type = WRITER_TYPE_SOFTWARE, .config = 0, .sample_id_all = true,
	    .sample_type = BASE_TYPE | SAMPLE_CPU, .first_id = 10, .ids = 2 });
	recording_writer_event(w, &(struct writer_event){ .name = "second",
	    .type = WRITER_TYPE_SOFTWARE, .config = 2, .sample_id_all = true,
	    .sample_type = BASE_TYPE | SAMPLE_ADDR | SAMPLE_CPU |
		WRITER_SAMPLE_PERIOD, .first_id = 20, .ids = 2 });
}

/* Starts a recording in memory with these events; options may be NULL. */
static inline void
start_small(struct recording_writer *w, const struct writer_options *options)
{
	recording_writer_start(w, options);
	add_small_events(w);
}

/*
 * Writes a little of everything to a recording with these events, and ends it;
 * in a folder the samples have files of their own.
 */
static inline void
write_small(struct recording_writer *w)
{
	struct writer_fields f = {
		.id = 10, .pid = 7, .tid = 7, .time_ns = 1000, .ip = 0x400010
	};

	recording_writer_comm(w, &f, "worker");
	f.time_ns = 2000;
	recording_writer_part(w, 1);
	recording_writer_sample(w, &f);
	f.time_ns = 3000;
	f.event = 1;
	f.id = 21;
	f.cpu = 1;
	recording_writer_part(w, 2);
	recording_writer_sample(w, &f);
	recording_writer_finished_round(w);
	recording_writer_string(w, FEATURE_VERSION, "6.1.0");
	recording_writer_cpus(w, 4, 3);
	recording_writer_times(w, 2000, 3000);
	recording_writer_finish(w);
}

/* Makes a small recording in memory; options may be NULL. */
static inline void
make_small(struct recording_writer *w, const struct writer_options *options)
{
	start_small(w, options);
	write_small(w);
}

/* Makes one at path, where nothing is. */
static inline void
make_small_file(const char *path, const struct writer_options *options)
{
	struct recording_writer w;

	recording_writer_start_file(&w, path, options);
	add_small_events(&w);
	write_small(&w);
	recording_writer_release(&w);
}

enum { WAYS = 3 * 2 * 2 * 2 * 5 };

/* Returns one of the ways to write a recording, of which 0 is the plain one. */
static inline struct writer_options
way(int number)
{
	/* One byte, parts of records, several of them, all together. */
	static const size_t compress[] = { 0, 1, 13, 200, 32768 };

	return (struct writer_options){
		.layout = number % 3,
		.swap = number / 3 % 2,
		.version_1 = number / 6 % 2,
		.compressed2 = number / 12 % 2,
		.compress = compress[number / 24],
	};
}

/* Writes bytes to a new file; returns its name, until the next call. */
static inline char *
file_of(const void *bytes, size_t len)
{
	static char path[] = "/tmp/recording-XXXXXX";
	FILE *stream;

	strcpy(path + strlen(path) - 6, "XXXXXX");
	stream = fdopen(mkstemp(path), "w");
	assert_int_equal(fwrite(bytes, 1, len, stream), len);
	assert_int_equal(fclose(stream), 0);
	return path;
}

#endif
