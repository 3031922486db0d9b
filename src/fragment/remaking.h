/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When the fragment is made again, and how: before make looks at its ranges,
 * without a process unless there is something to be done.
 */
#ifndef FRAGMENT_REMAKING_H
#define FRAGMENT_REMAKING_H

#include <stdio.h>

struct fragment;

/*
 * Writes variables that have the fragment made again, whatever the times of
 * files, when something that perf looks for by itself has come or is gone.
 * That happens once, as the new fragment knows about it.
 */
void remaking_put_watch(FILE *, const struct fragment *);

/* Writes the rules that make the fragment and the plan again. */
void remaking_put_rules(FILE *, const struct fragment *);

#endif
