/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording, mapped and checked: its files, its events and its header
 * features.  All layouts of perf are the same behind this: a perf.data, what
 * perf record -o - wrote into a pipe, or the folder of perf record --threads;
 * of either byte order.  It owns the mappings; what points into them lives
 * until recording_close().  records.h reads what they hold.
 *
 * Nothing in a file is trusted: a size or an offset is used only after it was
 * compared with what remains.
 */
#ifndef PERFDATA_RECORDING_H
#define PERFDATA_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/file_state.h"
#include "perfdata/events.h"

/* A piece of a file: offset and length in bytes, known to lie inside. */
struct section {
	uint64_t offset;
	uint64_t len;
};

/* One file of a recording. */
struct part {
	char *name;
	const unsigned char *bytes; /* the whole file */
	uint64_t size;
	bool mapped;         /* bytes is a mapping of ours */
	struct section data; /* the records */
};

enum recording_layout { RECORDING_FILE, RECORDING_PIPE, RECORDING_FOLDER };

struct recording {
	char *name;
	enum recording_layout layout;
	bool swapped;   /* written in the other byte order */
	bool version_1; /* by perf 3.1 or older */
	bool not_understood; /* could not be read, but perf might */
	struct part *part; /* the first has the header */
	size_t parts;
	struct file_state state; /* of all files together */
	struct section *attr; /* there: attributes, and ids of each behind it */
	size_t attrs, attr_room;
	struct section feature[256]; /* in the first part; len 0 for none */
	bool has_feature[256];
	bool features_lost; /* some features cannot be read */
	struct events events;
};

/*
 * Opens the recording at path.  Returns 0, or -1 with a message that names
 * the file, the offset and what was expected there.  not_understood then says
 * whether its header may only be of a kind that we do not know; one that is
 * unreadable, cut off or no recording is not: perf can spin on these.
 */
int recording_open(struct recording *, const char *path);

/*
 * Reads a recording from size bytes in memory, which must outlive it; name is
 * for messages.  Returns as recording_open() does.
 */
int recording_from_bytes(
    struct recording *, const char *name, const void *bytes, uint64_t size);

/* Unmaps and frees everything; needs an opened recording. */
void recording_close(struct recording *);

#endif
