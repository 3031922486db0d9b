/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts of a recording which, printed, would look like the start of a sample
 * to whoever takes perf's output apart (job/blocks.h): names of files, symbols,
 * cgroups and events, and what tracepoints and programs of BPF say.  What perf
 * finds elsewhere, in files that were mapped, is not looked at.
 */
#ifndef DATA_ODD_TEXT_H
#define DATA_ODD_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct event;
struct record;

/*
 * Says whether the name of a task, which perf prints in front of a time, may be
 * taken for something else: a line's end, or a time.
 */
bool odd_name(const char *name);

/*
 * Says whether one of the texts among these bytes, each ended by a NUL, has a
 * line behind its first that may have a time.
 */
bool odd_text(const unsigned char *bytes, size_t len);

/* Says whether a sample's raw data would print such a line. */
bool odd_sample(const struct event *, const struct record *);

#endif
