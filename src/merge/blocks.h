/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the output of perf script in blocks.  A block is what perf prints of
 * one sample, or of an error in a trace: from the line with its time up to the
 * next such line, with callchain, branches, source lines or instructions.
 * Times are in nanoseconds, as perf script --ns prints them: digits, a point,
 * nine decimals, a colon.  The time of day (-F +tod) may come before that, also
 * with nine decimals; no other field depends on --ns.  Sources:
 * perf_sample__fprintf_start() in tools/perf/builtin-script.c,
 * perf_event__fprintf_auxtrace_error() in tools/perf/util/auxtrace.c.
 */
#ifndef MERGE_BLOCKS_H
#define MERGE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file being read, and its current block. */
struct blocks {
	uint32_t cpu;      /* of all its samples */
	bool odd_names;    /* a task's name may look like a time */
	const char *start; /* of the block */
	const char *end;   /* of the block */
	const char *decimals; /* of the time in its first line, or NULL */
	const char *day_decimals; /* of the time of day before that, or NULL */
	uint64_t time_ns;  /* 0 before the first sample */
	bool is_error;     /* it is an error in a trace */
	const char *bytes; /* the whole file */
	size_t len;
};

/*
 * Opens the output at path and reads its first block, which may be a header.
 * odd_names says that names of tasks may look like times; otherwise the first
 * time in a line is the sample's.  Returns 0, or -1 with a message, also when
 * there is something besides a header, but no time.
 */
int blocks_open(
    struct blocks *, const char *path, uint32_t cpu, bool odd_names);

/* Says whether all blocks were read. */
bool blocks_at_end(const struct blocks *);

/*
 * Returns the length in bytes of the header that perf script --header prints
 * before the first sample, 0 when the bytes have none.
 */
size_t blocks_header(const char *bytes, size_t len);

/* Reads the next block. */
void blocks_next(struct blocks *);

void blocks_close(struct blocks *);

#endif
