/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recordings that are told step by step, changed in one place, and what comes
 * of that for the contents of their ranges.
 */
#ifndef UNIT_CONTENTS_WORLD_H
#define UNIT_CONTENTS_WORLD_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "generator/recording_writer.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "scan/scan.h"
#include "scan/timeline.h"
#include "slice/contents.h"
#include "unit/scratch.h"
#include "unit/testing.h"

/* What a recording has; UNKNOWN is a sample of an event that it has not. */
enum what { SAMPLE, COMM, MMAP, FORK, EXIT, KSYMBOL, ROUND, UNKNOWN };

/* A time of 0 stands for none, the pid KERNEL for what the kernel maps. */
struct step {
	enum what what;
	uint32_t pid;
	uint64_t time_ns;
	uint64_t value; /* that it says; a FORK's is the parent */
	uint32_t cpu;
};

enum { STEPS_MAX = 64, RANGES_MAX = 8, WORLD_TYPE = SAMPLE_IDENTIFIER |
	SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU };
#define KERNEL UINT32_MAX

/* Ranges that change. */
#define NONE 0u
#define R(number) (1u << (number))

/* How a recording is written. */
struct telling {
	const char *name;
	struct writer_options options;
	bool no_sample_id_all;
	bool no_pids;   /* samples do not say their process */
	bool two_kinds; /* of events, so that records must name theirs */
	void (*features)(struct recording_writer *);
};

void write_step(struct recording_writer *w, const struct step *s);

void write_events(struct recording_writer *w, const struct telling *t);

/* Writes a recording; the caller releases the writer. */
void write_steps(struct recording_writer *w, const struct telling *t,
    const struct step *step, size_t steps);

/* Gives the contents of the ranges of such a recording. */
void contents_of_steps(const struct telling *t, const struct step *step,
    size_t steps, const struct contents_range *range, size_t ranges,
    struct digest *contents);

/* Returns in which ranges two recordings differ, a bit for each. */
unsigned changed_contents(const struct digest *a, const struct digest *b,
    size_t ranges);

/* One change; step is for those of them that need one. */
struct edit {
	const char *name;
	enum { VALUE, BECOMES, SWAP, INSERT, DROP } how;
	size_t at;
	unsigned changed; /* ranges, a bit for each */
	struct step step;
};

/* Returns how many steps there are then; SWAP is with the next. */
size_t apply_edit(const struct edit *e, struct step *step, size_t steps);

/* A recording and its ranges. */
struct story {
	struct step step[STEPS_MAX];
	size_t steps;
	struct contents_range range[RANGES_MAX];
	size_t ranges;
};

/* Makes each change to a story, and compares the ranges that are others. */
void check_edits(const struct telling *t, const struct story *s,
    const struct edit *edit, size_t count);

#endif
