/* SPDX-License-Identifier: GPL-2.0-only */
/* Puts our addr2line before the one that a job's perf asks. */
#ifndef RUN_ADDR2LINE_USE_H
#define RUN_ADDR2LINE_USE_H

#include <stdbool.h>

struct child_setting;
struct job;
struct words;

/*
 * Fills in how the perf of these words is started so that it finds our
 * addr2line, and returns true; or returns false when it is to ask the real one.
 * The first word may change: of perf's own folder perf must not know, since it
 * looks there first.
 */
bool addr2line_use(
    const struct job *, struct words *perf, struct child_setting *);

/* Frees what was filled in. */
void addr2line_use_release(struct child_setting *);

#endif
