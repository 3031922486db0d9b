/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one scan of a recording finds: its records, the times of its samples,
 * how many there are by CPU and time, and the digest of its bytes.  A timeline
 * owns its memory and does not need the recording any more.
 */
#ifndef SCAN_TIMELINE_H
#define SCAN_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "perfdata/format.h"
#include "scan/density.h"
#include "scan/index.h"
#include "scan/kernel_maps.h"
#include "scan/order.h"
#include "scan/same_time.h"
#include "scan/trace.h"

/* The samples of one CPU, or those without a CPU. */
struct cpu_samples {
	uint32_t cpu; /* EVENT_NO_CPU for those without */
	uint64_t samples;
	struct density density;
};

struct timeline {
	uint64_t first_ns; /* of samples that have a time; see timed */
	uint64_t last_ns;
	uint64_t side_first_ns; /* of the other records; 0 for none */
	uint64_t side_last_ns;
	uint64_t samples;
	uint64_t timed;     /* samples with a time that is not zero */
	uint64_t at_zero;   /* samples with time zero */
	uint64_t unknown;   /* samples of unknown events */
	uint64_t records[RECORD_TYPES + 1]; /* by type; the last: all others */
	uint64_t side_bytes; /* of records that are no samples */
	uint64_t sample_bytes;
	uint64_t trace_bytes; /* in AUX areas, or of samples that carry trace */
	uint32_t trace_type;  /* of AUXTRACE_INFO, 0 for none */
	bool intel_pt;
	struct trace trace;
	struct density density; /* all samples */
	struct order order;     /* the order in which perf prints them */
	struct index index;     /* where they lie in the file */
	struct kernel_maps kernel_maps;
	struct same_time same_time;
	bool odd_names;     /* of tasks that look like a sample's start */
	bool odd_texts;     /* other such texts (odd_text.h) */
	bool ended_threads; /* samples have a process, but no thread */
	struct cpu_samples *cpu; /* sorted by number */
	uint32_t cpus;
	size_t room;      /* in cpu, */
	uint16_t *number; /* and what is where there, while it is filled */
	struct digest digest; /* of the whole recording */
};

/* Starts an empty timeline. */
void timeline_start(struct timeline *);

/*
 * Adds a sample of so many bytes with its time in ns, or EVENT_NO_TIME, and its
 * CPU, or EVENT_NO_CPU.
 */
void timeline_add(
    struct timeline *, uint64_t time_ns, uint32_t cpu, uint16_t bytes);

/* Notes the time in ns, not 0, of a record that is no sample. */
void timeline_add_side_band(struct timeline *, uint64_t time_ns);

/* Ends a timeline: nothing may be added, and it can be asked. */
void timeline_finish(struct timeline *);

/* Frees what a timeline holds. */
void timeline_release(struct timeline *);

/* Returns how many samples of known events have no time, or time 0. */
uint64_t timeline_untimed(const struct timeline *);

/* Returns the samples of a CPU, which the timeline owns, or NULL for none. */
const struct cpu_samples *timeline_cpu(const struct timeline *, uint32_t cpu);

#endif
