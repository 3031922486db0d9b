/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why merged outputs will not be what one perf script prints, or may not be: a
 * plan keeps one reason, the first that is certain, or else the first.
 */
#ifndef PLAN_DIFFERENCES_H
#define PLAN_DIFFERENCES_H

#include <stdbool.h>

struct perf_command;
struct plan;
struct recording;
struct timeline;

/*
 * Notes a reason, as the end of a sentence, and the option with which it is
 * so; both must outlive the plan.
 */
void differences_add(struct plan *, const char *with, const char *why);

/* Notes why outputs may differ, though it is not certain that they do. */
void differences_suspect(struct plan *, const char *with, const char *why);

/* Notes why outputs of several CPUs are not what one perf script prints. */
void differences_of_cpus(struct plan *, const struct timeline *);

/*
 * Says whether a recording has records of the types that the command prints
 * besides samples, by differs_records; true if that names none.
 */
bool differences_has_records(const struct perf_command *,
    const struct recording *, const struct timeline *);

/* Notes that outputs of consumers of several CPUs are not merged by time. */
void differences_of_consumer(struct plan *);

/* Notes why what the command prints depends on more than a range. */
void differences_of_command(struct plan *, const struct perf_command *,
    const struct recording *, const struct timeline *);

#endif
