/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares two streams while they are read.  Of each it keeps only what it has
 * just read and the start of the current line.
 */
#ifndef MERGE_STREAMS_H
#define MERGE_STREAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STREAM_ROOM = 1 << 16, STREAM_SHOWN = 160 };

/* One of the two; it is large, and holds nothing to be released. */
struct stream {
	int fd; /* belongs to the caller */
	char bytes[STREAM_ROOM];
	size_t at, len; /* of what was read and not yet compared */
	char line[STREAM_SHOWN]; /* the start of the current line, as */
	size_t line_len;         /* far as it was compared */
};

/* Starts a stream that reads from a descriptor. */
void stream_init(struct stream *, int fd);

/*
 * Compares two streams to their ends.  Returns 0 and how many bytes each has;
 * or 1 and the offset and the line, counted from 1, where they differ or one of
 * them ends; or -1 with a message when one cannot be read.
 */
int streams_compare(
    struct stream *, struct stream *, uint64_t *offset, uint64_t *line);

/* Says whether a stream was compared up to its end. */
bool stream_has_ended(const struct stream *);

/*
 * Prints the start of the current line of a stream on standard error, after
 * whose.
 */
void stream_show(struct stream *, const char *whose);

#endif
