/* SPDX-License-Identifier: GPL-2.0-only */
/* Recordings that must be refused, and how that must be said. */
#ifndef UNIT_REFUSED_H
#define UNIT_REFUSED_H

#include <stdlib.h>
#include <string.h>

#include "generator/recording_writer.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "scan/scan.h"
#include "scan/timeline.h"
#include "unit/capture.h"
#include "unit/testing.h"

/*
 * Reads bytes as a recording and, when that succeeds, all its records; from a
 * copy of exactly that length, so that a sanitizer sees each byte too much.
 */
int read_all(const char *bytes, size_t len);

/* The offset that the last message named; none has this one. */

/* Passes when the bytes are refused with a message that has this text. */
void is_refused(const char *bytes, size_t len, const char *text);

/* Finishes a recording; passes when that is refused at an offset in it. */
void is_refused_at_offset(struct recording_writer *w, const char *text);

#endif
