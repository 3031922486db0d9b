/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The event of which stacks are folded when none is named: that of the first
 * sample that perf prints.
 */
#ifndef RUN_FIRST_EVENT_H
#define RUN_FIRST_EVENT_H

struct perf_command;

/*
 * Runs a command until it prints the name of an event, which it gives in *event
 * for free(3), or NULL if it prints none.  Returns 0, or -1 with a message.
 */
int first_event_find(const struct perf_command *, char **event);

#endif
