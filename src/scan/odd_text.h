/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds odd texts: texts in a recording that, once perf has printed them, look
 * like the start of a sample to merge/blocks.h.  They are names of files,
 * symbols, cgroups and events, and what tracepoints and BPF programs write.
 * Texts outside the recording, in mapped files, are not searched.
 */
#ifndef SCAN_ODD_TEXT_H
#define SCAN_ODD_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct event;
struct record;

/*
 * Says whether the name of a task, which perf prints before a time, has a line
 * end or something that looks like a time.
 */
bool odd_name(const char *name);

/*
 * Says whether a COMM record gives a name that programs do not find, or not
 * alone, at the start of perf's text: they look for two characters at least and
 * for numbers behind them, and for an event behind a colon.
 */
bool odd_comm(const struct record *);

/*
 * Says whether one of the texts in these bytes, each ended by a NUL, has
 * something that looks like a time in its second or a later line.
 */
bool odd_text(const unsigned char *bytes, size_t len);

/* Says whether the raw data of a sample would be printed as such a text. */
bool odd_sample(const struct event *, const struct record *);

#endif
