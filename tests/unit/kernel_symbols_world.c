/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/kernel_symbols_world.h"

void
symbols_world_start(struct recording_writer *w, const struct writer_options *options)
{
	recording_writer_start(w, options);
	recording_writer_event(w, &(struct writer_event){ .name = "event",
	    .type = WRITER_TYPE_SOFTWARE, .first_id = 10, .ids = 1,
	    .sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME |
		SAMPLE_ADDR | WRITER_SAMPLE_CALLCHAIN });
}

void
symbols_world_sample(struct recording_writer *w, uint64_t ip)
{
	static uint64_t time_ns = 1000;

	recording_writer_sample(w, &(struct writer_fields){ .id = 10,
	    .pid = 7, .tid = 7, .time_ns = time_ns++, .ip = ip });
}

char *
symbols_world_pick_of(
    struct recording_writer *w, struct kernel_symbols *k, unsigned threads)
{
	struct recording r;
	char *picked = NULL;
	size_t len;
	FILE *out;

	if (!w->bytes || !w->len)
		recording_writer_finish(w);
	assert_int_equal(recording_from_bytes(&r, "a", w->bytes, w->len), 0);
	out = open_memstream(&picked, &len);
	assert_int_equal(kernel_symbols_pick(k, &r, threads, out), 0);
	assert_int_equal(fclose(out), 0);
	recording_close(&r);
	return picked;
}

char *
symbols_world_pick(struct recording_writer *w, const char *text, unsigned threads)
{
	struct kernel_symbols *k;
	char *picked;

	scratch_write("kallsyms", text);
	k = kernel_symbols_read(in_scratch("kallsyms"));
	picked = k ? symbols_world_pick_of(w, k, threads) : NULL;
	kernel_symbols_free(k);
	return picked;
}
