/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording and its timeline: scanned by ourselves, with as many threads as
 * job tokens or -j allow and with progress on a terminal, or by asking perf.
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
	struct jobserver *pool; /* whose tokens the threads hold */
	unsigned threads; /* that may work at a time */
	uint64_t jobs; /* that would run at a time */
	bool asked; /* perf was asked, which gives only times and CPUs */
};

/*
 * Scans the recording at path, or asks perf about it.  Returns 0, or -1 with a
 * message.
 */
int reading_open(struct reading *, const struct options *, const char *path,
    const char *perf);

void reading_close(struct reading *);

#endif
