/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/alloc.h"
#include "perfdata/format.h"
#include "perfdata/inflater.h"

/* Room for several of the longest records. */
enum { INFLATER_ROOM = 4 * (UINT16_MAX + 1) };

struct inflater {
	ZSTD_DStream *stream;
	ZSTD_inBuffer in;
	bool full; /* the stream may have output that did not fit */
	size_t start, end; /* decompressed and not yet read */
	unsigned char bytes[INFLATER_ROOM];
};

struct inflater *
inflater_new(void)
{
	struct inflater *z = xcalloc(1, sizeof *z);

	z->stream = ZSTD_createDStream();
	if (!z->stream)
		abort(); /* only without memory */
	return z;
}

void
inflater_free(struct inflater *z)
{
	if (z)
		ZSTD_freeDStream(z->stream);
	free(z);
}

void
inflater_feed(struct inflater *z, const void *bytes, size_t len)
{
	z->in = (ZSTD_inBuffer){ .src = bytes, .size = len };
}

/* Decompresses as much as there is room for. */
static const char *
inflate(struct inflater *z)
{
	ZSTD_outBuffer out = { .dst = z->bytes, .size = INFLATER_ROOM };
	size_t status;

	memmove(z->bytes, z->bytes + z->start, z->end - z->start);
	z->end -= z->start;
	z->start = 0;
	out.pos = z->end;
	status = ZSTD_decompressStream(z->stream, &out, &z->in);
	if (ZSTD_isError(status))
		return ZSTD_getErrorName(status);
	z->full = out.pos == out.size;
	z->end = out.pos;
	return NULL;
}

int
inflater_next(struct inflater *z, bool swapped, const unsigned char **record,
    const char **why)
{
	size_t len, size;

	for (;;) {
		*record = z->bytes + z->start;
		len = z->end - z->start;
		size = len < RECORD_HEADER_LEN ? RECORD_HEADER_LEN :
		    format_u16(*record + RECORD_SIZE, swapped);
		if (size < RECORD_HEADER_LEN) {
			*why = "a record shorter than its header is in it";
			return -1;
		}
		if (size <= len) {
			z->start += size;
			return 1;
		}
		if (z->in.pos == z->in.size && !z->full)
			return 0;
		*why = inflate(z);
		if (*why)
			return -1;
	}
}
