/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording and what is in it: read by ourselves, with threads where job
 * tokens or -j allow and progress on a terminal, or else by asking perf.
 */
#ifndef CMD_READING_H
#define CMD_READING_H

#include "perfdata/recording.h"
#include "scan/timeline.h"

struct jobserver;
struct options;

struct reading {
	struct recording recording;
	struct timeline timeline;
	struct jobserver *pool; /* whose tokens are held for */
	unsigned threads; /* that may work at a time */
	uint64_t jobs; /* that would run at a time */
	bool asked; /* perf was asked, and knows no more than times and CPUs */
};

/*
 * Reads the recording at path; perf is who is asked if need be.  Returns 0, or
 * -1 with a message.
 */
int reading_open(struct reading *, const struct options *, const char *path,
    const char *perf);

void reading_close(struct reading *);

#endif
