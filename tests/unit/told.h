/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recordings that are told step by step (contents_world.h), opened and
 * scanned: with an index.
 */
#ifndef UNIT_TOLD_H
#define UNIT_TOLD_H

#include "perfdata/records.h"
#include "scan/index.h"
#include "scan/scan.h"
#include "scan/timeline.h"
#include "unit/contents_world.h"

struct told {
	struct recording_writer writer;
	struct recording recording;
	struct timeline timeline;
};

/* Opens and scans what has been written. */
void told_read(struct told *t);

void tell(struct told *t, const struct telling *telling,
    const struct step *step, size_t steps);

void told_release(struct told *t);

/*
 * Writes so many bytes, at least, of records of a process: what is before them
 * and what is behind them is then in extents of its own.
 */
enum { APART_BYTES = 140000, LONG_NAME = 4000 };

void write_filler(struct recording_writer *w, uint32_t pid, uint64_t time_ns);

#endif
