/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plan in the output folder: its ranges, in the order of their outputs, and
 * their keys.  merge reads it; a new plan finds in it what the previous one has
 * left.
 */
#ifndef STORE_SAVED_PLAN_H
#define STORE_SAVED_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "plan/plan.h"

struct file_state;
struct reused_cuts;

struct saved_range {
	char *folder; /* its path below the output folder, or "" */
	char key[DIGEST_TEXT];
	struct digest contents;
	int cpu;           /* -1 for all */
	uint64_t start_ns; /* 0 when it is open there */
	uint64_t end_ns;   /* UINT64_MAX when it is open there */
	uint64_t weight;
};

struct saved_plan {
	enum plan_merging merging;
	bool headers, odd_names; /* as struct plan has them */
	char *cutting; /* as struct plan has it */
	struct digest recording;
	char *path;    /* as struct plan has it, "" in a plan of version 4 */
	char *command; /* likewise */
	struct saved_range *range;
	size_t count;
};

/*
 * Installs a plan in the output folder dir: removes the outputs of ranges that
 * are not in it, and writes it if it differs.  state is the state of the
 * recording when it was digested.  Returns 0, or -1 with a message.
 */
int saved_plan_install(
    const char *dir, const struct plan *, const struct file_state *);

/*
 * Reads the plan of the output folder dir, for saved_plan_release().  Returns
 * 0, or -1 with a message when there is none, or it is damaged or of a version
 * that we do not read.
 */
int saved_plan_read(struct saved_plan *, const char *dir);

/* Reads a plan without messages; gives one without ranges if it cannot. */
void saved_plan_find(struct saved_plan *, const char *dir);

void saved_plan_release(struct saved_plan *);

/*
 * Returns which samples a range has, by its key in the plan of the folder dir;
 * all of the recording's when the plan has no such key.
 */
struct contents_range saved_plan_samples(const char *dir, const char *key);

/* Gives the cuts of a plan, in arrays for free(3). */
void saved_plan_cuts(const struct saved_plan *, struct reused_cuts *);

/*
 * Gives ranges of a plan the contents that the same ranges have in a saved plan
 * of the same recording.  Returns whether it had the contents of all.
 */
bool saved_plan_recall(const struct saved_plan *, struct plan *);

#endif
