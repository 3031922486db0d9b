/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plans as text, like "time-range-0=A time-range-1=B": folders, each with the
 * letter that its key starts with, nothing before "=" for the output folder
 * itself.  An output says its key, so that a stamp that lies is seen.
 */
#ifndef UNIT_RENUMBERING_WORLD_H
#define UNIT_RENUMBERING_WORLD_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "plan/plan.h"
#include "store/output.h"
#include "store/renumbering.h"
#include "store/saved_plan.h"
#include "store/stamps.h"
#include "unit/scratch.h"
#include "unit/testing.h"

enum { FOLDERS_MAX = 16 };

/* What a text says; the folders point into the words. */
struct told {
	struct words words;
	const char *folder[FOLDERS_MAX];
	char key[FOLDERS_MAX][DIGEST_TEXT];
	size_t count;
};

void plan_told_start(struct told *t, const char *text);

void plan_told_release(struct told *t);

/* Both plans, whose folders are those of the texts. */
struct plans {
	struct told old_told, new_told;
	struct saved_range old_range[FOLDERS_MAX];
	struct range new_range[FOLDERS_MAX];
	struct saved_plan old;
	struct plan new;
};

void plans_start(struct plans *p, const char *old, const char *new);

void plans_release(struct plans *p);

/* Returns the name of a file in a folder, until the next call but one. */
const char *file_in(const char *folder, const char *file);

/* Makes the outputs of a text, as jobs do. */
void decode(const char *text);

/* Says whether a folder has the complete output for a key. */
bool holds(const char *folder, const char *key);

/* Says that no stamp in any of the folders is for what is not there. */
void assert_no_stamp_lies(const char *name, const struct told *t);

int open_shifted_output(void **state);

#endif
