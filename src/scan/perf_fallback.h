/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What perf itself says of a recording that only perf can read.
 */
#ifndef SCAN_PERF_FALLBACK_H
#define SCAN_PERF_FALLBACK_H

struct recording;
struct timeline;

/*
 * Fills both from the output of perf script -F cpu,time, in place of
 * recording_open() and scan_recording(), after the former has not understood
 * it.  The recording then has no more than a name, a state and one event.
 * perf ends with us.  Returns 0, or -1 with a message when perf cannot read it
 * either.
 */
int perf_fallback_scan(struct recording *, struct timeline *, const char *path,
    const char *perf);

#endif
