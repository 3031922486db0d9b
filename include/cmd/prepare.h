/* SPDX-License-Identifier: GPL-2.0-only */
/* From the command line to the plan: what run, emit and plan begin with. */
#ifndef CMD_PREPARE_H
#define CMD_PREPARE_H

#include "base/file_state.h"
#include "plan/perf_command.h"
#include "plan/plan.h"

struct options;

struct prepared {
	struct perf_command command;
	struct file_state state; /* of the recording when it was read */
	struct plan plan;
};

/*
 * Reads the perf command, scans its recording and plans.  Returns 0, or the
 * exit status with a message.
 */
int prepare(struct prepared *, const struct options *);

/*
 * Makes the output folder ready for the plan's jobs.  Returns 0, or -1 with a
 * message when the plan cannot be carried out there.
 */
int prepare_outputs(const struct prepared *, const char *dir);

void prepared_release(struct prepared *);

#endif
