/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that an output may depend on, in a folder of the test's own, which is
 * the current one: a program perf, a file other; and looks at the identity.
 */
#ifndef UNIT_IDENTITY_WORLD_H
#define UNIT_IDENTITY_WORLD_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "plan/identity.h"
#include "plan/job_options.h"
#include "plan/perf_command.h"
#include "unit/capture.h"
#include "unit/scratch.h"
#include "unit/testing.h"

void write_program(const char *name, mode_t mode);

/* Makes a file longer by a line. */
void append_line(const char *name);

int enter_folder(void **state);

int leave_folder(void **state);

/* An identity that was looked at. */
struct look {
	struct digest digest;
	char files[4096]; /* a line each */
	char left_out[4096];
};

void parse_line(struct perf_command *command, const char *line);

/* Looks at the identity of a command. */
struct look look_at_identity(const char *line, const char *consumer,
    const char *depends);

/* Looks at the states of the files of a command only. */
struct digest states_of(const char *line);

/* Looks at that of the command of one of its ranges. */
struct look look_at_range(const char *line, const char *time, int cpu,
    const char *consumer, const char *depends);

/* Says that there is no identity, with a message. */
void assert_identity_refused(const char *line, const char *consumer,
    const char *depends, const char *why);

bool same_identity(const struct look *a, const struct look *b);

void assert_same(struct look a, struct look b);

void assert_other(struct look a, struct look b);

/* Says whether a file is among those that count. */
bool identity_names(const struct look *l, const char *file);

#endif
