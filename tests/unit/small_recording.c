/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/small_recording.h"

void
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

void
start_small(struct recording_writer *w, const struct writer_options *options)
{
	recording_writer_start(w, options);
	add_small_events(w);
}

/*
 * Writes a little of everything to a recording with these events, and ends it;
 * in a folder the samples have files of their own.
 */
static void
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

void
make_small(struct recording_writer *w, const struct writer_options *options)
{
	start_small(w, options);
	write_small(w);
}

void
make_small_file(const char *path, const struct writer_options *options)
{
	struct recording_writer w;

	recording_writer_start_file(&w, path, options);
	add_small_events(&w);
	write_small(&w);
	recording_writer_release(&w);
}

struct writer_options
small_way(int number)
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

char *
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
