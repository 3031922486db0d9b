/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one scan of a recording finds: which records it has, from when to when
 * its samples reach, how much there is per CPU and time, and a digest of all
 * its bytes.  A timeline owns its memory and does not need the recording any
 * more.
 */
#ifndef DATA_TIMELINE_H
#define DATA_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/density.h"
#include "data/digest.h"
#include "data/format.h"

struct recording;

/* The samples of one CPU, or those that have none. */
struct cpu_samples {
	uint32_t cpu; /* EVENT_NO_CPU for those that have none */
	uint64_t samples;
	uint64_t bytes;
	struct density density;
};

struct timeline {
	uint64_t first_ns; /* of the samples that have a time; see timed */
	uint64_t last_ns;
	uint64_t side_first_ns; /* of the other records; 0 when none has one */
	uint64_t side_last_ns;
	uint64_t samples;
	uint64_t timed;     /* samples with a time that is not zero */
	uint64_t at_zero;   /* samples with time zero */
	uint64_t unknown;   /* samples of no event, where events differ */
	uint64_t records[RECORD_TYPES + 1]; /* by type; the last: all others */
	uint64_t trace_bytes;               /* in AUX areas */
	bool intel_pt;
	struct density density; /* all samples */
	struct cpu_samples *cpu; /* sorted by number */
	uint32_t cpus;
	struct digest digest; /* of the whole file */
};

/*
 * Scans a recording.  Returns 0, or -1 with a message that names the offset
 * where the records make no sense.
 */
int timeline_scan(struct timeline *, const struct recording *);

/* Frees what a timeline holds. */
void timeline_release(struct timeline *);

/* Returns the samples of a CPU, or NULL when it has none. */
const struct cpu_samples *timeline_cpu(const struct timeline *, uint32_t cpu);

/* Returns the name of a type of record, NULL for those without one. */
const char *record_type_name(uint32_t type);

#endif
