/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The PSBs of an Intel PT trace: when perf script --itrace=qqi would print a
 * sample for each, found without perf.  A PSB is the packet that decoders
 * start from; with the packets behind it, up to a PSBEND, it is a PSB+.  perf
 * prints a sample for a PSB+ that says where the processor was (a FUP with an
 * IP), at the time that it says (a TSC); all else in the trace is skipped.
 *
 * Trace lies in the file in chunks, one behind each AUXTRACE record; those
 * with the same idx are a queue.  Or samples carry them (--aux-sample), and
 * those of the same CPU are a queue.  Chunks are searched on their own, by any
 * thread and in any order; those of a queue are then joined in the order of
 * the file.  Source of the packets: Intel's Software Developer's Manual,
 * volume 3, chapter "Intel Processor Trace"; of what perf makes of them:
 * tools/perf/util/intel-pt.c and intel-pt-decoder/.
 */
#ifndef SCAN_INTEL_PT_H
#define SCAN_INTEL_PT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct events;

/* What AUXTRACE_INFO says about all the trace of a recording. */
struct intel_pt_info {
	uint64_t time_zero; /* how ticks of the TSC become nanoseconds */
	uint32_t time_mult;
	unsigned time_shift;
	bool snapshot; /* chunks of a queue may overlap or leave gaps,
			  as those in samples always do */
};

/* A chunk to be searched; everything is borrowed. */
struct intel_pt_chunk {
	const unsigned char *trace;
	size_t len;
	uint64_t reference; /* of the AUXTRACE record: a TSC of its time */

	/*
	 * The chunks of the same queue around it, because two may share a
	 * PSB+; len 0 for none, and in snapshot mode.
	 */
	const unsigned char *before, *after;
	size_t before_len, after_len;
};

struct intel_pt_psb {
	uint64_t tsc; /* 0 for none */
	uint64_t gives_sample : 1;
	uint64_t offset : 63; /* of its end in the chunk */
};

/* A sample that perf would print, and the PSB that it is for. */
struct intel_pt_sample {
	uint64_t time_ns;
	uint64_t offset; /* of the PSB's end in its chunk */
};

/* The PSBs of one chunk that give a sample or a time; zero at first. */
struct intel_pt_psbs {
	struct intel_pt_psb *psb;
	size_t count, room;
};

/* What joining a queue has seen so far; zero at first, owns nothing. */
struct intel_pt_queue {
	uint64_t tsc;     /* the latest, 0 before any */
	uint64_t end_tsc; /* of the last PSB that has one, 0 before any */
};

/*
 * Reads an AUXTRACE_INFO record of size bytes, all of it, in our byte order.
 * Returns NULL, or why the recording's PSBs cannot be counted here, as a
 * static text that fits behind a colon.
 */
const char *intel_pt_info_read(struct intel_pt_info *,
    const struct events *, const unsigned char *record, size_t size);

/* Returns the time of a TSC in perf's nanoseconds, wrapping as perf does. */
uint64_t intel_pt_time(const struct intel_pt_info *, uint64_t tsc);

/* Returns the TSC of a time, as near to it as perf comes. */
uint64_t intel_pt_tsc(const struct intel_pt_info *, uint64_t time_ns);

/*
 * Appends what a chunk has, whatever its bytes are.  A PSB cut in two belongs
 * to the chunk that it ends in, a PSB+ to the one in which its PSB ends.
 */
void intel_pt_find(struct intel_pt_psbs *, const struct intel_pt_chunk *);

/* Frees the list. */
void intel_pt_psbs_release(struct intel_pt_psbs *);

/*
 * Joins the next chunk's PSBs to a queue: writes its samples, which must have
 * room for psbs->count.  Returns how many there are.
 */
size_t intel_pt_join(struct intel_pt_queue *, const struct intel_pt_info *,
    const struct intel_pt_psbs *, struct intel_pt_sample *);

#endif
