/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The points at which an Intel PT trace can be cut: the samples that perf
 * script --itrace=qqi would print, one for each usable PSB and the ordinary
 * ones, found without perf.
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

/* The trace after one AUXTRACE record; the bytes belong to the recording. */
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
 * The trace of a CPU from one point to the next.  Decoding from a time on
 * starts at a point before it, at the last but one at the latest: so a stretch
 * has an effect up to the time of the point after the next.
 */
struct trace_stretch {
	uint32_t cpu;
	uint64_t start_ns; /* 0 before the first point */
	uint64_t until_ns; /* UINT64_MAX when no more points follow */
	digest_number digest;
};

/* Zero at first. */
struct trace {
	struct intel_pt_info info;
	const char *unusable; /* why PSBs cannot be found, NULL if they can */
	bool in_samples;      /* samples carry trace, not AUX areas */
	struct intel_pt_queue *queue; /* by CPU, if in_samples */
	size_t queues, queue_room;
	bool by_thread;       /* some trace has no CPU */
	struct trace_chunk *chunk;
	size_t chunks, chunk_room;
	struct trace_point *point; /* sorted by time, once found */
	size_t points, room;
};

/* Reads an AUXTRACE_INFO. */
void trace_add_info(
    struct trace *, const struct events *, const struct record *);

/* Adds the trace after an AUXTRACE record, which must stay mapped. */
void trace_add_chunk(struct trace *, const struct record *);

/*
 * Adds a sample that may carry trace.  The whole sample is searched, since no
 * other bytes look like a PSB.  It adds points for PSBs only, since all else in
 * a sample costs little to decode.
 */
void trace_add_sample(struct trace *, const struct record *, uint64_t time_ns,
    uint32_t cpu);

/* Adds an ordinary sample as a point. */
void trace_add_point(struct trace *, uint64_t time_ns, uint32_t cpu);

/*
 * Finds the points in all chunks, with at most so many threads, sorts all
 * points and frees the chunks.
 */
void trace_find_points(struct trace *, unsigned threads);

/*
 * Says whether the trace can be read in stretches: not in snapshots, which
 * overlap, and not without points or CPUs.
 */
bool trace_has_stretches(const struct trace *);

/*
 * Calls take with each stretch of the trace in the chunks, in the order of each
 * queue, and frees the chunks.
 */
void trace_take_stretches(struct trace *,
    void (*take)(void *, const struct trace_stretch *), void *argument);

/* Returns the number of the first point at time_ns or later. */
size_t trace_point_from(const struct trace *, uint64_t time_ns);

void trace_release(struct trace *);

#endif
