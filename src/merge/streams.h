/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two streams that should be the same, compared as they come.  Nothing is kept
 * of them but the line that each is in.
 */
#ifndef MERGE_STREAMS_H
#define MERGE_STREAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STREAM_ROOM = 1 << 16, STREAM_SHOWN = 160 };

/* One of them; large, and without anything that needs to be released. */
struct stream {
	int fd; /* belongs to the caller */
	char bytes[STREAM_ROOM];
	size_t at, len; /* of what was read and is not compared yet */
	char line[STREAM_SHOWN]; /* how the line there starts, */
	size_t line_len;         /* as far as it was compared */
};

/* Fills a stream with what can be read from a descriptor. */
void stream_init(struct stream *, int fd);

/*
 * Compares both to their ends.  Returns 0 and how many bytes they have; 1 and
 * the offset and the line, from 1 on, where they differ or one of them ends;
 * or -1 with a message when one cannot be read.
 */
int streams_compare(
    struct stream *, struct stream *, uint64_t *offset, uint64_t *line);

/* Says whether all of a stream was compared. */
bool stream_has_ended(const struct stream *);

/* Shows the start of the line that a stream is in, on standard error. */
void stream_show(struct stream *, const char *whose);

#endif
