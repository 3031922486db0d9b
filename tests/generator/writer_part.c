/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>

#include "generator/writer_part.h"
#include "perfdata/format.h"

static void
write_out(struct writer_part *part, const void *bytes, size_t len)
{
	if (len && fwrite_unlocked(bytes, 1, len, part->stream) != len)
		err(1, "writing a recording");
	part->offset += len;
}

/* Compresses all that is pending; returns its length, in bytes[room]. */
static size_t
deflate(struct writer_part *part, unsigned char *bytes, size_t room)
{
	ZSTD_inBuffer in = { part->pending.bytes, part->pending.len, 0 };
	ZSTD_outBuffer out = { bytes, room, 0 };

	if (!part->zstd)
		part->zstd = ZSTD_createCStream();
	if (ZSTD_compressStream2(part->zstd, &out, &in, ZSTD_e_flush))
		errx(1, "records do not fit a compressed one");
	return out.pos;
}

void
part_flush(struct writer_part *part)
{
	unsigned char bytes[UINT16_MAX - COMPRESSED2_BYTES];
	struct packer record = { .swap = part->pending.swap };
	size_t len;

	if (!part->pending.len)
		return;
	len = deflate(part, bytes, sizeof bytes);
	pack_record(&record,
	    part->compressed2 ? RECORD_COMPRESSED2 : RECORD_COMPRESSED, 0);
	if (part->compressed2)
		pack_u64(&record, len);
	pack(&record, bytes, len);
	if (part->compressed2)
		pack_padding(&record, 8);
	pack_record_end(&record, 0);
	write_out(part, record.bytes, record.len);
	packer_release(&record);
	part->pending.len = 0;
}

void
part_write(struct writer_part *part, const void *bytes, size_t len)
{
	part_flush(part);
	write_out(part, bytes, len);
}

void
part_deflate(struct writer_part *part, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	size_t piece;

	while (len) {
		piece = part->compress - part->pending.len;
		piece = piece < len ? piece : len;
		pack(&part->pending, at, piece);
		at += piece;
		len -= piece;
		if (part->pending.len == part->compress)
			part_flush(part);
	}
}

void
part_close(struct writer_part *part)
{
	if (part->stream) {
		part_flush(part);
		if (fclose(part->stream))
			err(1, "writing a recording");
	}
	packer_release(&part->pending);
	ZSTD_freeCStream(part->zstd);
	*part = (struct writer_part){ 0 };
}
