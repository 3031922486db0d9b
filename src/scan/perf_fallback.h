/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads a recording that only perf can read, through perf. */
#ifndef SCAN_PERF_FALLBACK_H
#define SCAN_PERF_FALLBACK_H

struct recording;
struct timeline;

/*
 * Fills both from the output of perf script -F cpu,time, after recording_open()
 * has set not_understood.  The recording then has only a name, a state and one
 * event.  perf ends when we do.  Returns 0, or -1 with a message when perf
 * cannot read it either.
 */
int perf_fallback_scan(struct recording *, struct timeline *, const char *path,
    const char *perf);

#endif
