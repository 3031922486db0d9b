/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plan as the output folder keeps it: which ranges there are, in the
 * order of their outputs, and by which keys.  merge reads it; a new plan finds
 * in it what the one before left behind.  Beside it is a note of the state
 * that the recording had when it was digested, so that jobs need not read all
 * of it to know that it is still the same.
 */
#ifndef JOB_SAVED_PLAN_H
#define JOB_SAVED_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "data/digest.h"

struct file_state;
struct plan;

struct saved_range {
	char *folder; /* below the output folder; "" for that itself */
	char key[DIGEST_TEXT];
};

struct saved_plan {
	bool per_cpu; /* outputs would have to be merged by time */
	struct saved_range *range;
	size_t count;
};

/*
 * Makes plan that of the folder dir: removes the outputs of ranges that it
 * has no more, and writes it if it differs.  state is the recording's when it
 * was digested.  Returns 0, or -1 with a message.
 */
int saved_plan_install(
    const char *dir, const struct plan *, const struct file_state *);

/*
 * Reads the plan of the folder dir.  Returns 0, or -1 with a message when
 * there is none or it makes no sense.
 */
int saved_plan_read(struct saved_plan *, const char *dir);

void saved_plan_release(struct saved_plan *);

/*
 * Gives the digest of a recording: from the note if the file is as it was
 * then, else by reading the file and noting it.  *state is the file's state
 * from before it was read.  Returns 0, or -1 with a message.
 */
int saved_digest(struct digest *, struct file_state *state, const char *dir,
    const char *recording);

#endif
