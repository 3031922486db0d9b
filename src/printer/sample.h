/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is printed of a sample.  It is a copy, for perf's own holds only until
 * filter_event() returns, and whether perf's text of the sample is the expected
 * one can be seen only when the next sample comes.
 */
#ifndef PRINTER_SAMPLE_H
#define PRINTER_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "printer/branches.h"
#include "printer/fields.h"
#include "printer/memory.h"
#include "printer/place.h"

struct perf_dlfilter_sample;

/* What sample_take() needs besides the sample. */
struct sample_rules {
	struct fields fields;
	size_t most_frames; /* perf's --max-stack */
	bool hides_chains;  /* perf script -G */
	struct place_texts texts;
	bool still_kernel; /* no code of it is loaded or removed meanwhile */
};

/*
 * What a sample has, kinds of frames among it.  perf may print these otherwise
 * than resolve_address() tells, so they are part of its shape (shape.h).
 */
enum {
	HAS_KERNEL = 1 << 0,
	HAS_USER = 1 << 1,
	HAS_USER_IN_KERNEL = 1 << 2, /* a user's, in a map of the kernel */
	HAS_UNMAPPED = 1 << 3,       /* nothing is mapped there */
	HAS_CHAIN = 1 << 4,
	HAS_BRANCH = 1 << 5, /* the sample is one branch of a trace */
	HAS_ADDR = 1 << 6,   /* perf looks up its addr */
	HAS_EMPTY = 1 << 7,  /* a chain without a frame */
	HAS_MORE = 1 << 8,   /* frames than perf prints */
};

enum { SAMPLE_FRAMES = 1024, SAMPLE_COMM = 64 };

struct sample {
	const char *event; /* its name, perf's; see shape.h for a copy */
	uint32_t fields;   /* FIELD_ bits of what is printed */
	uint32_t kinds;    /* HAS_ bits */
	uint8_t cpumode;
	char comm[SAMPLE_COMM];
	int32_t pid;
	int32_t tid;
	int32_t cpu;
	uint32_t flags; /* of a branch in a trace */
	uint64_t time_ns;
	uint64_t period;
	struct place ip;
	struct place addr; /* if it is printed */
	struct place frame[SAMPLE_FRAMES]; /* with HAS_CHAIN */
	size_t frames;
	struct branches branches; /* if they are printed */
};

/*
 * Fills in a sample that perf has given to filter_event() with this ctx.
 * Returns false for one that must be left to perf, since its text cannot be
 * known; then the sample is not to be used.
 */
bool sample_take(struct sample *, const struct perf_dlfilter_sample *,
    void *ctx, struct sample_rules *);

#endif
