/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The output of perf script as blocks: what it prints of one sample, from the
 * line that has its time to the next such line, with all of its callchain,
 * branches, source lines or instructions; or of an error in a trace.  Times are
 * in nanoseconds, as perf script --ns prints them: digits, a point, nine
 * decimals, a colon.  The time of day (-F +tod) may be in front of that, with
 * nine decimals, too; no other field depends on --ns.
 * Sources: perf_sample__fprintf_start() in tools/perf/builtin-script.c,
 * perf_event__fprintf_auxtrace_error() in tools/perf/util/auxtrace.c.
 */
#ifndef MERGE_BLOCKS_H
#define MERGE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file being read, and the block that reading has come to. */
struct blocks {
	uint32_t cpu;      /* that all samples are of */
	bool odd_names;    /* a task's name may look like a time */
	const char *start; /* of the block */
	const char *end;   /* of the block */
	const char *decimals; /* of its time, in the first line, or NULL */
	const char *day_decimals; /* of the field tod before that, or NULL */
	uint64_t time_ns;  /* 0 for what is before the first sample */
	bool is_error;     /* an error in a trace, which has a time, too */
	const char *bytes; /* the whole file */
	size_t len;
};

/*
 * Opens the output at path and reads its first block, that of the header if it
 * has one.  odd_names says that names of tasks may look like times; otherwise
 * the first time of a line is the sample's.  Returns 0, or -1 with a message,
 * also when there is something else than a header in it, but no time.
 */
int blocks_open(
    struct blocks *, const char *path, uint32_t cpu, bool odd_names);

/* Says whether there is no block any more. */
bool blocks_at_end(const struct blocks *);

/*
 * Returns the length of the header that perf script --header prints before the
 * first sample, 0 when there is none in these bytes.
 */
size_t blocks_header(const char *bytes, size_t len);

/* Goes on to the next block. */
void blocks_next(struct blocks *);

void blocks_close(struct blocks *);

#endif
