/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a recording's Intel PT trace can be cut: the samples that perf script
 * --itrace=qqi would print, one for each usable PSB beside the ordinary ones,
 * found without perf.
 */
#ifndef DATA_TRACE_H
#define DATA_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "data/intel_pt.h"

struct events;
struct record;

/* What follows one AUXTRACE record; borrowed from the recording. */
struct trace_chunk {
	const unsigned char *bytes;
	uint64_t len;
	uint64_t reference;
	uint32_t queue;
	uint32_t cpu; /* EVENT_NO_CPU for none */
	struct intel_pt_psbs psbs;
};

struct trace_point {
	uint64_t time_ns;
	uint32_t cpu; /* EVENT_NO_CPU for none */
};

/* Zero at first. */
struct trace {
	struct intel_pt_info info;
	const char *unusable; /* why PSBs cannot be found, NULL if they can */
	struct trace_chunk *chunk;
	size_t chunks, chunk_room;
	struct trace_point *point; /* by time, once found */
	size_t points, room;
};

/* Takes in an AUXTRACE_INFO. */
void trace_add_info(
    struct trace *, const struct events *, const struct record *);

/* Takes in an AUXTRACE and its trace, which must stay where it is. */
void trace_add_chunk(struct trace *, const struct record *);

/* Takes in an ordinary sample. */
void trace_add_point(struct trace *, uint64_t time_ns, uint32_t cpu);

/*
 * Finds the points in all chunks, with so many threads, and puts all points in
 * order; the chunks are then forgotten.
 */
void trace_find_points(struct trace *, unsigned threads);

/* Returns the number of the first point at a time or later. */
size_t trace_point_from(const struct trace *, uint64_t time_ns);

void trace_release(struct trace *);

#endif
