/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several recordings that are decoded together, such as those that perf record
 * --switch-output writes: each has an output folder and a fragment of its own.
 *
 *	DIR/LABEL/                       the output folder of one recording
 *	DIR/.perf-parallel/inputs        their labels, in order
 *	DIR/.perf-parallel/LABEL.mk      their fragments
 *
 * A label is the recording's name with a - for what no target can have.
 */
#ifndef STORE_INPUTS_H
#define STORE_INPUTS_H

#include <stdbool.h>

#include "base/words.h"

struct inputs {
	struct words path;  /* of each recording, sorted */
	struct words label;
};

/*
 * Finds the recordings that patterns of glob(7) match.  Returns 0, or -1 with a
 * message when there is none or the name of one cannot be used.
 */
int inputs_find(struct inputs *, const struct words *patterns);

void inputs_release(struct inputs *);

/* Return the output folder and the fragment of a label, for free(3). */
char *inputs_folder(const char *dir, const char *label);
char *inputs_fragment(const char *dir, const char *label);

/*
 * Makes dir the folder of these recordings: removes the outputs of recordings
 * that are gone and, if replace is set, those of other recordings.  Returns 0,
 * or -1 with a message, for example when dir is the output folder of one
 * recording.
 */
int inputs_install(const char *dir, const struct inputs *, bool replace);

/* Says whether dir is the folder of several recordings. */
bool inputs_is(const char *dir);

/*
 * Starts a list with the output folders below dir, or with dir itself when it
 * is the output folder of one recording.
 */
void inputs_folders(struct words *, const char *dir);

#endif
