/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folds the text of perf script into stacks: "comm;outer;...;inner", by the
 * rules of stackcollapse-perf.pl, which is part of FlameGraph.  A stack counts
 * as much as the period of its sample, or 1 where none is printed.
 *
 * Only samples of one event count: of the one that was asked for, or else of
 * the first in the text.  A sample ends at an empty line, and does not count
 * where the text ends before.  Lines that are no part of a sample are left out.
 * By one rule of our own, a sample without a callchain, whose frame is on its
 * first line, is a stack of that frame.
 *
 * Memory grows with the number of different stacks, and with their frames, not
 * with the length of the text.
 */
#ifndef FOLD_SCRIPT_TEXT_H
#define FOLD_SCRIPT_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/fold_options.h"
#include "fold/known_frames.h"
#include "fold/tally.h"

struct script_folder {
	struct fold_options options; /* its event is borrowed */
	char *event;             /* the only one, NULL until one is named */
	size_t event_len;
	struct text cut_line;    /* the start of a line that is cut */
	uint64_t lines;          /* lines that were read */
	uint64_t strange_lines;  /* those that are no part of a sample */
	uint64_t first_strange;  /* the number of the first of these */
	uint64_t samples;        /* samples that are in stacks */
	struct tally left_out;   /* samples of other events, by event */

	struct text_set names;   /* comms and frames, by number */
	struct known_frames frames, java_frames;
	struct tally chains;     /* numbers of frames from the inner one on,
				  * then that of the comm */

	/* The sample that is being read. */
	enum { FOLD_NO_SAMPLE, FOLD_SAMPLE, FOLD_OTHER_SAMPLE } state;
	uint64_t period;
	uint32_t comm;
	bool is_java;
	uint32_t *chain;
	size_t depth, chain_room;
};

/* Starts without any text; script_folder_release() is needed. */
void script_folder_init(
    struct script_folder *, const struct fold_options *);

/* Reads len bytes more, which may end anywhere in a line. */
void script_folder_add(struct script_folder *, const char *bytes, size_t len);

/* Reads the end of the text and adds its stacks to a tally. */
void script_folder_finish(struct script_folder *, struct tally *stacks);

/*
 * Says on standard error which samples and lines were left out although nobody
 * asked for that; name is that of the text.
 */
void script_folder_explain(const struct script_folder *, const char *name);

void script_folder_release(struct script_folder *);

#endif
