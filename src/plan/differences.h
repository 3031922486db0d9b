/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reason why merged outputs differ, or may differ, from what one perf
 * script prints.  A plan keeps one reason: the first that is certain, or else
 * the first.
 */
#ifndef PLAN_DIFFERENCES_H
#define PLAN_DIFFERENCES_H

#include <stdbool.h>

struct perf_command;
struct plan;
struct recording;
struct timeline;

/*
 * Notes a reason, as the end of a sentence, and the option that causes it; both
 * must outlive the plan.
 */
void differences_add(struct plan *, const char *with, const char *why);

/* Notes a reason why outputs may differ, but need not. */
void differences_suspect(struct plan *, const char *with, const char *why);

/* Notes the reason if outputs of several CPUs differ when they are merged. */
void differences_of_cpus(struct plan *, const struct timeline *);

/*
 * Says whether a recording has records of the types in differs_records, which
 * the command prints besides samples; true if there are no such types.
 */
bool differences_has_records(const struct perf_command *,
    const struct recording *, const struct timeline *);

/* Notes that outputs of consumers for several CPUs are not merged by time. */
void differences_of_consumer(struct plan *);

/*
 * Notes that perf prints inlined functions of the files that the plan's lookups
 * name, if it does, which is where it unwinds stacks: what addr2line (binutils
 * 2.40) tells of an address depends on whether it was asked for another one of
 * the same function before.
 */
void differences_of_inlined(struct plan *, const struct perf_command *,
    const struct recording *);

/* Notes the reason if what the command prints depends on more than a range. */
void differences_of_command(struct plan *, const struct perf_command *,
    const struct recording *, const struct timeline *);

#endif
