/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a recording's Intel PT trace can be cut: the samples that perf script
 * --itrace=qqi would print, one for each usable PSB beside the ordinary ones,
 * found without perf.
 */
#ifndef SCAN_TRACE_H
#define SCAN_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "scan/intel_pt.h"

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

/*
 * The trace of a CPU from one point to the next.  Whoever decodes from a time
 * on starts at a point before it, not later than the last but one: so trace
 * counts for all times up to that of the point after the next.
 */
struct trace_stretch {
	uint32_t cpu;
	uint64_t start_ns; /* 0 for what is before the first point */
	uint64_t until_ns; /* UINT64_MAX where there are no more points */
	digest_number digest;
};

/* Zero at first. */
struct trace {
	struct intel_pt_info info;
	const char *unusable; /* why PSBs cannot be found, NULL if they can */
	bool in_samples;      /* there are no AUX areas, */
	struct intel_pt_queue *queue; /* but one of these for each CPU */
	size_t queues, queue_room;
	bool by_thread;       /* some trace is of no CPU */
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

/*
 * Takes in a sample that may carry trace; from which byte on does not matter,
 * since PSBs look like nothing else.  It gives points for the trace's PSBs
 * only: beside what lies between two of these, a sample costs next to nothing.
 */
void trace_add_sample(struct trace *, const struct record *, uint64_t time_ns,
    uint32_t cpu);

/* Takes in an ordinary sample. */
void trace_add_point(struct trace *, uint64_t time_ns, uint32_t cpu);

/*
 * Finds the points in all chunks, with so many threads, and puts all points in
 * order; the chunks are then forgotten.
 */
void trace_find_points(struct trace *, unsigned threads);

/*
 * Says whether the trace can be told apart by stretches: not in snapshots,
 * which overlap, nor where there are no points or no CPUs.
 */
bool trace_has_stretches(const struct trace *);

/*
 * Gives take each stretch of the trace in the chunks, in order in each queue;
 * the chunks are then forgotten.
 */
void trace_take_stretches(struct trace *,
    void (*take)(void *, const struct trace_stretch *), void *argument);

/* Returns the number of the first point at a time or later. */
size_t trace_point_from(const struct trace *, uint64_t time_ns);

void trace_release(struct trace *);

#endif
