/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The small recording that tests read, break and write to a file, the start
 * that others share with it, and all ways in which it can be written.  The
 * caller releases the writer.
 */
#ifndef UNIT_SMALL_RECORDING_H
#define UNIT_SMALL_RECORDING_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generator/recording_writer.h"
#include "perfdata/format.h"
#include "unit/testing.h"

enum { BASE_TYPE = SAMPLE_IDENTIFIER | SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME };

/* Where its first attribute is, behind four ids, and where its data are. */
enum { ATTRS_AT = FILE_HEADER_LEN + 4 * 8 };
enum { DATA_AT = ATTRS_AT + 2 * (WRITER_ATTR_LEN + SECTION_LEN) };

/* Adds two events of different sample_type. */
void add_small_events(struct recording_writer *w);

/* Starts a recording in memory with these events; options may be NULL. */
void start_small(struct recording_writer *w,
    const struct writer_options *options);

/* Makes a small recording in memory; options may be NULL. */
void make_small(struct recording_writer *w,
    const struct writer_options *options);

/* Makes one at path, where nothing is. */
void make_small_file(const char *path, const struct writer_options *options);

enum { WAYS = 3 * 2 * 2 * 2 * 5 };

/* Returns one of the ways to write a recording, of which 0 is the plain one. */
struct writer_options small_way(int number);

/* Writes bytes to a new file; returns its name, until the next call. */
char *file_of(const void *bytes, size_t len);

#endif
