/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes the plan from the command line, for run, emit and plan. */
#ifndef CMD_PREPARE_H
#define CMD_PREPARE_H

#include "base/file_state.h"
#include "plan/identity.h"
#include "plan/job_options.h"
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
	struct identity reducing; /* of the files that --reduce names */
	struct job_options job;   /* the user's, and the event of --fold */
	char *fold_event;         /* which is owned here */
	struct plan plan;
	bool printed; /* jobs use print.so */
	struct picked_symbols symbols; /* of the kernel, to install */
	const char *unsliced; /* why jobs read the whole recording, or NULL */
	struct index index; /* of the recording */
};

/*
 * Checks that there is a perf command and no other word before it.  Returns 0,
 * or -1 with a message.
 */
int prepare_check(const struct options *);

/*
 * Checks that a file or folder that we write is neither something that outputs
 * depend on nor inside it.  Returns 0, or -1 with a message.
 */
int prepare_check_apart(const struct prepared *, const char *path);

/*
 * Parses the perf command and finds the files that it names.  Returns 0, or the
 * exit status with a message.
 */
int prepare_command(struct prepared *, const struct options *);

/*
 * After prepare_command(), scans the recording and makes the plan; it reuses
 * what the output folder, or else a fragment, has of an earlier plan.  Returns
 * 0, or the exit status with a message; prepared_release() is needed either
 * way.
 */
int prepare_plan(struct prepared *, const struct options *);

/* Does both.  When it fails nothing needs to be released. */
int prepare(struct prepared *, const struct options *);

/*
 * Prepares the output folder dir for the jobs of the plan.  Returns 0, or -1
 * with a message when that is impossible, or would remove finished outputs of
 * another recording.
 */
int prepare_outputs(
    struct prepared *, const struct options *, const char *dir);

void prepared_release(struct prepared *);

#endif
