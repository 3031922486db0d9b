/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Made-up recordings that name kernel addresses, and what is picked for them
 * of made-up texts like /proc/kallsyms.  The tests work in a scratch folder.
 */
#ifndef UNIT_KERNEL_SYMBOLS_WORLD_H
#define UNIT_KERNEL_SYMBOLS_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generator/recording_writer.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "slice/kernel_symbols.h"
#include "unit/scratch.h"
#include "unit/testing.h"

/* Starts one whose samples have an address, a data address and a callchain. */
void symbols_world_start(struct recording_writer *w,
    const struct writer_options *options);

/* Writes a sample that was taken at an address. */
void symbols_world_sample(struct recording_writer *w, uint64_t ip);

/*
 * Returns what a recording needs of these symbols, for free(3); ends writing
 * the recording, which can be asked again.
 */
char *symbols_world_pick_of(struct recording_writer *w,
    struct kernel_symbols *k, unsigned threads);

/* The same of a text; NULL when nothing can be picked from it. */
char *symbols_world_pick(struct recording_writer *w, const char *text,
    unsigned threads);

#endif
