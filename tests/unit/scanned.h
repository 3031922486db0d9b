/* SPDX-License-Identifier: GPL-2.0-only */
/* Recordings of one event that are written only to be scanned. */
#ifndef UNIT_SCANNED_H
#define UNIT_SCANNED_H

#include "generator/recording_writer.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "scan/scan.h"
#include "scan/timeline.h"
#include "unit/testing.h"

enum {
	USUAL_TYPE = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU,
	USUAL_LEN = 40, /* bytes of a sample of that type */
	CPUS_KNOWN = 8192, /* CPUs from here on are counted as none */
};

extern const struct scan_options one_thread;

/* Starts a recording with one event. */
void scanned_start(struct recording_writer *w, uint64_t sample_type);

void scanned_sample(struct recording_writer *w, uint64_t time_ns, uint32_t cpu);

/* Ends the recording and scans it, as a file in memory. */
int scanned_scan(struct recording_writer *w, struct timeline *t);

uint64_t bytes_in(const struct density *d);

#endif
