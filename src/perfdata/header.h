/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands in front of the records, or among the first of them: the events
 * and the features.  Source: perf.data-file-format.txt, and the headers that
 * perf's tools/perf/util/header.c accepts.
 */
#ifndef PERFDATA_HEADER_H
#define PERFDATA_HEADER_H

struct recording;

/*
 * Reads the header of a recording whose first part is there.  Returns 0, or -1
 * with a message; not_understood is set then if perf might read it.
 */
int header_read(struct recording *);

#endif
