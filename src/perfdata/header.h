/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The header of a recording: its events and features, which lie before the
 * records or are among the first of them.  Source: perf.data-file-format.txt,
 * and the headers that perf's tools/perf/util/header.c accepts.
 */
#ifndef PERFDATA_HEADER_H
#define PERFDATA_HEADER_H

#include <stdbool.h>
#include <stddef.h>

struct recording;

/*
 * Says whether len bytes are the start of a recording, of any version and byte
 * order.
 */
bool header_starts_with(const unsigned char *bytes, size_t len);

/*
 * Reads the header of a recording whose first part is mapped.  Returns 0, or -1
 * with a message; not_understood is set if perf might still read it.
 */
int header_read(struct recording *);

#endif
