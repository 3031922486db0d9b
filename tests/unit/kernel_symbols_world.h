/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Made-up recordings that name kernel addresses, and what is picked for them
 * of made-up texts like /proc/kallsyms.  The tests work in a scratch folder.
 */
#ifndef UNIT_KERNEL_SYMBOLS_WORLD_H
#define UNIT_KERNEL_SYMBOLS_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/format.h"
#include "data/kernel_symbols.h"
#include "data/recording.h"
#include "generator/recording_writer.h"
#include "unit/scratch.h"
#include "unit/testing.h"

/* Starts one whose samples have an address, a data address and a callchain. */
static inline void
world_start(struct recording_writer *w, const struct writer_options *options)
{
	recording_writer_start(w, options);
	recording_writer_event(w, &(struct writer_event){ .name = "event",
	    .type = WRITER_TYPE_SOFTWARE, .first_id = 10, .ids = 1,
	    .sample_type = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME |
		SAMPLE_ADDR | WRITER_SAMPLE_CALLCHAIN });
}

/* Writes a sample that was taken at an address. */
static inline void
world_sample(struct recording_writer *w, uint64_t ip)
{
	static uint64_t time_ns = 1000;

	recording_writer_sample(w, &(struct writer_fields){ .id = 10,
	    .pid = 7, .tid = 7, .time_ns = time_ns++, .ip = ip });
}

/*
 * Returns what a recording needs of these symbols, for free(3); ends writing
 * the recording, which can be asked again.
 */
static inline char *
world_pick_of(
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

/* The same of a text; NULL when nothing can be picked from it. */
static inline char *
world_pick(struct recording_writer *w, const char *text, unsigned threads)
{
	struct kernel_symbols *k;
	char *picked;

	scratch_write("kallsyms", text);
	k = kernel_symbols_read(in_scratch("kallsyms"));
	picked = k ? world_pick_of(w, k, threads) : NULL;
	kernel_symbols_free(k);
	return picked;
}

#endif
