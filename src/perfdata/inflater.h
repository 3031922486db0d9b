/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decompresses the records in the zstd stream that COMPRESSED records carry.  A
 * file has one stream, which is cut anywhere, also within a record.  Memory
 * does not grow with its length.
 */
#ifndef PERFDATA_INFLATER_H
#define PERFDATA_INFLATER_H

#include <stdbool.h>
#include <stddef.h>

struct inflater;

/* Starts a stream, for inflater_free(), which accepts NULL. */
struct inflater *inflater_new(void);
void inflater_free(struct inflater *);

/*
 * Gives the next bytes of the stream, which must stay until inflater_next()
 * returns 0.
 */
void inflater_feed(struct inflater *, const void *bytes, size_t len);

/*
 * Gives the next record, valid until the next call, and returns 1.  Returns 0
 * when more of the stream is needed, or -1 when it is damaged; *why then says
 * how.
 */
int inflater_next(struct inflater *, bool swapped,
    const unsigned char **record, const char **why);

#endif
