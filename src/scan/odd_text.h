/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Odd texts are texts in a recording that, once printed, would look like the
 * start of a sample to merge/blocks.h, which parses perf's output: names of
 * files, symbols, cgroups and events, and what tracepoints and BPF programs
 * write.  What perf finds outside the recording, in mapped files, is not looked
 * at.
 */
#ifndef SCAN_ODD_TEXT_H
#define SCAN_ODD_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct event;
struct record;

/*
 * Says whether the name of a task, which perf prints in front of a time, has a
 * line end, or something that looks like a time.
 */
bool odd_name(const char *name);

/*
 * Says whether bytes, which are texts that each end with a NUL, have one with a
 * second or later line in which something looks like a time.
 */
bool odd_text(const unsigned char *bytes, size_t len);

/* Says whether a sample's raw data would be printed as such a line. */
bool odd_sample(const struct event *, const struct record *);

#endif
