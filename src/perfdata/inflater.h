/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records out of the zstd stream that COMPRESSED records carry.  A file has
 * one stream, cut anywhere, also within a record.  Memory does not grow with
 * it.
 */
#ifndef PERFDATA_INFLATER_H
#define PERFDATA_INFLATER_H

#include <stdbool.h>
#include <stddef.h>

struct inflater;

/* Starts a stream, which inflater_free() ends; NULL is none. */
struct inflater *inflater_new(void);
void inflater_free(struct inflater *);

/*
 * Hands over the next bytes of the stream, which must be there until
 * inflater_next() has returned 0.
 */
void inflater_feed(struct inflater *, const void *bytes, size_t len);

/*
 * Returns 1 with a record, valid until the next call; 0 when more of the
 * stream is needed; -1 when it is broken, with *why saying how.
 */
int inflater_next(struct inflater *, bool swapped,
    const unsigned char **record, const char **why);

#endif
