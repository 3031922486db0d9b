/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A perf.data file in file mode, mapped and checked: where its sections lie,
 * its events, its header features and, one after the other, its records.  It
 * owns the mapping; what points into it lives until recording_close().
 *
 * Nothing in the file is trusted: a size or an offset is used only after it
 * was compared with what remains.  Layouts that cannot be read yet (pipe,
 * directory, compressed, foreign byte order) are recognised and refused.
 */
#ifndef DATA_RECORDING_H
#define DATA_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/file_state.h"
#include "data/events.h"

/* A piece of the file: offset and length in bytes, known to lie inside. */
struct section {
	uint64_t offset;
	uint64_t len;
};

struct recording {
	char *name;
	const unsigned char *bytes; /* the whole file */
	uint64_t size;
	bool mapped; /* bytes is a mapping of ours */
	struct file_state state;
	struct section data;         /* the records */
	struct section feature[256]; /* len 0 for those that are not there */
	bool has_feature[256];
	struct events events;
};

/* One record, still in the mapping. */
struct record {
	const unsigned char *bytes;
	uint64_t offset; /* in the file */
	uint32_t type;
	uint16_t size;        /* of the record alone */
	uint64_t trace_bytes; /* of trace data that follow an AUXTRACE */
};

/*
 * Opens the recording at path.  Returns 0, or -1 with a message that names
 * the file, the offset and what was expected there.
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

/*
 * Reads the record at *offset and moves *offset behind it and the trace that
 * belongs to it.  Start at data.offset.  Returns 1, or 0 at the end of the
 * data, or -1 with a message when the bytes there are no record.
 */
int recording_next(const struct recording *, uint64_t *offset, struct record *);

#endif
