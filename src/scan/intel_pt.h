/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the PSBs of an Intel PT trace for which perf script --itrace=qqi would
 * print a sample, without perf.  A PSB is the packet at which decoders start;
 * with the packets up to a PSBEND it is a PSB+. perf prints a sample for a PSB+
 * that has the place of the processor (a FUP with an IP) and a time (a TSC);
 * everything else in the trace is skipped.
 *
 * Trace lies in the file in chunks, one after each AUXTRACE record; chunks with
 * the same idx are a queue.  Or samples carry the chunks (--aux-sample), and
 * those of a CPU are a queue.  Chunks are searched by themselves, in any order
 * and by any thread; those of a queue are then joined in the order of the file.
 * Source of the packets: Intel's Software Developer's Manual, volume 3, chapter
 * "Intel Processor Trace"; of what perf does with them:
 * tools/perf/util/intel-pt.c and intel-pt-decoder/.
 */
#ifndef SCAN_INTEL_PT_H
#define SCAN_INTEL_PT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct events;

/* What AUXTRACE_INFO says about the trace of a recording. */
struct intel_pt_info {
	uint64_t time_zero; /* converts ticks of the TSC to ns */
	uint32_t time_mult;
	unsigned time_shift;
	bool snapshot; /* chunks of a queue may overlap or leave gaps,
			  as those in samples always do */
};

/* A chunk to be searched; all pointers are borrowed. */
struct intel_pt_chunk {
	const unsigned char *trace;
	size_t len;
	uint64_t reference; /* a TSC of the time of the AUXTRACE record */

	/*
	 * The chunks before and after it in its queue, because two chunks may
	 * share a PSB+. len is 0 for none, and in snapshot mode.
	 */
	const unsigned char *before, *after;
	size_t before_len, after_len;
};

struct intel_pt_psb {
	uint64_t tsc; /* 0 for none */
	uint64_t gives_sample : 1;
	uint64_t offset : 63; /* its end in the chunk */
};

/* A sample that perf would print, and the PSB that it is for. */
struct intel_pt_sample {
	uint64_t time_ns;
	uint64_t offset; /* end of the PSB in its chunk */
};

/* The PSBs of a chunk that give a sample or a time; all zeros at first. */
struct intel_pt_psbs {
	struct intel_pt_psb *psb;
	size_t count, room;
};

/* The state of joining a queue; all zeros at first, owns nothing. */
struct intel_pt_queue {
	uint64_t tsc;     /* the latest, 0 before any */
	uint64_t end_tsc; /* of the last PSB that has one, 0 before any */
};

/*
 * Parses an AUXTRACE_INFO record of size bytes in our byte order.  Returns
 * NULL, or why we cannot find the PSBs of the recording: a static text that
 * follows a colon.
 */
const char *intel_pt_info_read(struct intel_pt_info *,
    const struct events *, const unsigned char *record, size_t size);

/* Returns the time in ns of a TSC, which wraps around as in perf. */
uint64_t intel_pt_time(const struct intel_pt_info *, uint64_t tsc);

/* Returns the TSC of a time in ns, with the rounding of perf. */
uint64_t intel_pt_tsc(const struct intel_pt_info *, uint64_t time_ns);

/*
 * Adds the PSBs of a chunk, whatever its bytes are.  A PSB that is cut in two
 * belongs to the chunk in which it ends, a PSB+ to the one in which its PSB
 * ends.
 */
void intel_pt_find(struct intel_pt_psbs *, const struct intel_pt_chunk *);

/* Frees the list. */
void intel_pt_psbs_release(struct intel_pt_psbs *);

/*
 * Joins the PSBs of the next chunk to a queue and writes its samples, at most
 * psbs->count.  Returns the number of samples.
 */
size_t intel_pt_join(struct intel_pt_queue *, const struct intel_pt_info *,
    const struct intel_pt_psbs *, struct intel_pt_sample *);

#endif
