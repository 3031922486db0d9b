/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording, mapped and checked: its files, its events and its header
 * features.  Everything that perf writes looks the same behind this, in either
 * byte order: a perf.data, what perf record -o - wrote into a pipe, and the
 * folder of perf record --threads.  It owns the mappings; what points into them
 * lives until recording_close().  records.h reads the records.
 *
 * Nothing in a file is trusted: a size or an offset is compared with what
 * remains before it is used.
 */
#ifndef PERFDATA_RECORDING_H
#define PERFDATA_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/file_state.h"
#include "perfdata/events.h"

/* A section of a file: offset and length in bytes, checked to lie inside. */
struct section {
	uint64_t offset;
	uint64_t len;
};

/* A part of a recording: one of its files. */
struct part {
	char *name;
	const unsigned char *bytes; /* the whole file */
	uint64_t size;
	bool mapped;         /* bytes is our mapping */
	struct section data; /* the records */
};

enum recording_layout { RECORDING_FILE, RECORDING_PIPE, RECORDING_FOLDER };

struct recording {
	char *name;
	enum recording_layout layout;
	bool swapped;   /* written in the other byte order */
	bool version_1; /* by perf 3.1 or older */
	bool not_understood; /* we could not read it, but perf might */
	struct part *part; /* the first has the header */
	size_t parts;
	struct file_state state; /* of all files together */
	struct section *attr; /* in part 0: each attribute and its ids */
	size_t attrs, attr_room;
	struct section feature[256]; /* in the first part; len 0 for none */
	bool has_feature[256];
	bool features_lost; /* some features cannot be read */
	struct events events;
};

/*
 * Opens the recording at path.  Returns 0, or -1 with a message that names the
 * file, the offset and what was expected there.  not_understood is then set if
 * the header may be of a kind that we do not know; not if it is unreadable, cut
 * off or no recording: perf can loop on these.
 */
int recording_open(struct recording *, const char *path);

/*
 * Opens a recording that is size bytes in memory, which must outlive it; name
 * is for messages.  Returns as recording_open() does.
 */
int recording_from_bytes(
    struct recording *, const char *name, const void *bytes, uint64_t size);

/* Unmaps and frees a recording that was opened. */
void recording_close(struct recording *);

#endif
