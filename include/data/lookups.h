/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What perf looks for by itself to name the addresses of samples, and which
 * ranges have samples for which it would: files that were mapped, by name and
 * build ID, what a JIT compiler may have left in /tmp, the kernel and its
 * modules.  Whether they are there is for plan/found.h to say.  Source: map.c,
 * dso.c and symbol.c in tools/perf/util.
 *
 * Ranges look for what their processes, or those that these were forked from,
 * had mapped before they end, whichever of it their samples are in.
 */
#ifndef DATA_LOOKUPS_H
#define DATA_LOOKUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number_map.h"

struct index;
struct record;
struct recording;

enum lookup_kind {
	LOOKUP_FILE,   /* mapped by a process */
	LOOKUP_JIT,    /* name is the number of a process */
	LOOKUP_MODULE, /* of the kernel, its file or "[name]" */
	LOOKUP_KERNEL, /* name is its release, or empty */
};

struct lookup {
	enum lookup_kind kind;
	char *id;   /* the build ID in hexadecimal digits, or "-" */
	char *name; /* has no line end */
};

/* It owns all that it holds; zeros are an empty one. */
struct lookups {
	struct lookup *lookup;
	size_t count, room;
	struct number_map number; /* of each, and 1 */
	struct number_map header; /* which of the header's build IDs, and 1, by
				     the digest of the name */
	const struct recording *recording; /* that they are of */
	unsigned char *needed; /* for each range, a bit for each lookup */
	size_t ranges, row;    /* bytes of a range */
};

/* Starts with those of a recording: the kernel's is number 0, no others yet. */
void lookups_start(struct lookups *, const struct recording *);

/* Adds one at the end, whether it is there or not. */
void lookups_append(struct lookups *, enum lookup_kind, const char *id,
    const char *name);

/*
 * Says whether a record, no sample, has perf look for something when a sample
 * is there, and gives its number.
 */
bool lookups_of_record(
    struct lookups *, const struct record *, uint32_t *number);

/*
 * Adds all that a recording has, with the help of its index where that will do.
 * Returns 0, or -1 with a message.
 */
int lookups_of_recording(
    struct lookups *, const struct recording *, const struct index *);

/* Makes room for so many ranges, which need none yet; all have been added. */
void lookups_set_ranges(struct lookups *, size_t ranges);

/* Notes that a range needs one, by its number. */
void lookups_need(struct lookups *, size_t range, uint32_t number);

/* Says whether it does. */
bool lookups_needs(const struct lookups *, size_t range, uint32_t number);

/* Says whether one is looked for where samples are in the kernel, only. */
bool lookup_is_of_kernel(const struct lookup *);

void lookups_release(struct lookups *);

#endif
