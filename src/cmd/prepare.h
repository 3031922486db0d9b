/* SPDX-License-Identifier: GPL-2.0-only */
/* From the command line to the plan: what run, emit and plan begin with. */
#ifndef CMD_PREPARE_H
#define CMD_PREPARE_H

#include "base/file_state.h"
#include "plan/identity.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "scan/index.h"
#include "store/symbols.h"

struct options;

struct prepared {
	struct perf_command command;
	struct file_state state; /* of the recording when it was read */
	struct identity identity; /* of all other files */
	struct identity seen;     /* their states before they were read */
	struct identity reducing; /* of what --reduce names */
	struct plan plan;
	struct picked_symbols symbols; /* of the kernel, that jobs need */
	const char *unsliced; /* why jobs read the whole recording, or NULL */
	struct index index; /* of the recording */
};

/*
 * Checks that there is a perf command and nothing in front of it.  Returns 0,
 * or -1 with a message.
 */
int prepare_check(const struct options *);

/*
 * Sees that a file or folder that we write is not, and is not in, one that
 * outputs depend on.  Returns 0, or -1 with a message.
 */
int prepare_check_apart(const struct prepared *, const char *path);

/*
 * Reads the perf command and looks at the files that it names.  Returns 0, or
 * the exit status with a message.
 */
int prepare_command(struct prepared *, const struct options *);

/*
 * Then scans its recording and plans, with what the output folder, or else a
 * fragment, has of an earlier plan.  Returns 0, or the exit status with a
 * message; either way there is something to be released.
 */
int prepare_plan(struct prepared *, const struct options *);

/* Does both; when that fails there is nothing to be released. */
int prepare(struct prepared *, const struct options *);

/*
 * Makes the output folder ready for the plan's jobs.  Returns 0, or -1 with a
 * message when the plan cannot be carried out there, or there are finished
 * outputs of another recording, which it would remove.
 */
int prepare_outputs(
    struct prepared *, const struct options *, const char *dir);

void prepared_release(struct prepared *);

#endif
