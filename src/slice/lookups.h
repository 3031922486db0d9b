/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A lookup is something that perf looks for by itself to name the addresses of
 * samples: a mapped file, by its name and build ID; the symbols that a JIT
 * compiler may have left in /tmp; the kernel; a module of the kernel.  This
 * module collects the lookups of a recording and which range needs which;
 * plan/found.h finds those that exist.  Sources: map.c, dso.c and symbol.c in
 * tools/perf/util.
 *
 * A range needs everything that its processes, or the processes that these were
 * forked from, had mapped before the range ends, even if no sample lies in it.
 */
#ifndef SLICE_LOOKUPS_H
#define SLICE_LOOKUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number_map.h"

struct index;
struct record;
struct recording;

enum lookup_kind {
	LOOKUP_FILE,   /* a file that a process mapped */
	LOOKUP_JIT,    /* JIT symbols; name is the number of the process */
	LOOKUP_MODULE, /* a kernel module; name is its file or "[name]" */
	LOOKUP_KERNEL, /* the kernel; name is its release, or empty */
};

struct lookup {
	enum lookup_kind kind;
	char *id;   /* the build ID in hexadecimal digits, or "-" */
	char *name; /* without a line end */
};

/*
 * The lookups of a recording, numbered from 0.  It owns everything except the
 * recording, which must outlive lookups_of_record().  All zeros are an empty
 * one.
 */
struct lookups {
	struct lookup *lookup;
	size_t count, room;
	struct number_map number; /* number + 1 of each, by its digest */
	struct number_map header; /* offset + 1 of the header's build IDs, by
				     the digest of the file's name */
	const struct recording *recording;
	unsigned char *needed; /* for each range, a bit for each lookup */
	size_t ranges, row;    /* bytes of a range in needed */
};

/* Starts the lookups of a recording with the kernel, number 0. */
void lookups_start(struct lookups *, const struct recording *);

/* Adds a lookup at the end, even if there is an equal one. */
void lookups_append(struct lookups *, enum lookup_kind, const char *id,
    const char *name);

/*
 * Says whether a record, which is no sample, makes perf look for something once
 * the process has a sample.  If so, gives the number of that lookup, and adds
 * it if it is new.
 */
bool lookups_of_record(
    struct lookups *, const struct record *, uint32_t *number);

/*
 * Adds the lookups of all records of a recording, through its index if that has
 * all of them.  Returns 0, or -1 with a message.
 */
int lookups_of_recording(
    struct lookups *, const struct recording *, const struct index *);

/*
 * Sets the number of ranges, which need nothing yet.  No more lookups can be
 * added after that.
 */
void lookups_set_ranges(struct lookups *, size_t ranges);

/* Notes that a range needs a lookup, by its number. */
void lookups_need(struct lookups *, size_t range, uint32_t number);

/* Says whether a range needs a lookup, by its number. */
bool lookups_needs(const struct lookups *, size_t range, uint32_t number);

/* Says whether perf needs a lookup only for samples in the kernel. */
bool lookup_is_of_kernel(const struct lookup *);

void lookups_release(struct lookups *);

#endif
