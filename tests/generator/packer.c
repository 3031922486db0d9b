/* SPDX-License-Identifier: GPL-2.0-only */
#include <assert.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "generator/packer.h"
#include "perfdata/format.h"

void
pack(struct packer *p, const void *bytes, size_t len)
{
	if (len > p->room - p->len) {
		p->room = 2 * p->room + len;
		p->bytes = realloc(p->bytes, p->room);
		if (!p->bytes)
			err(1, "making a recording");
	}
	if (len)
		memcpy(p->bytes + p->len, bytes, len);
	p->len += len;
}

void
pack_u16(struct packer *p, uint16_t value)
{
	value = p->swap ? __builtin_bswap16(value) : value;
	pack(p, &value, sizeof value);
}

void
pack_u32(struct packer *p, uint32_t value)
{
	value = p->swap ? __builtin_bswap32(value) : value;
	pack(p, &value, sizeof value);
}

void
pack_u64(struct packer *p, uint64_t value)
{
	value = p->swap ? __builtin_bswap64(value) : value;
	pack(p, &value, sizeof value);
}

void
pack_padding(struct packer *p, size_t align)
{
	while (p->len % align)
		pack(p, "", 1);
}

size_t
pack_record(struct packer *p, uint32_t type, uint16_t misc)
{
	size_t start = p->len;

	pack_u32(p, type);
	pack_u16(p, misc);
	pack_u16(p, 0); /* the size, known at the end */
	return start;
}

void
pack_record_end(struct packer *p, size_t start)
{
	size_t end = p->len;

	assert(end - start <= UINT16_MAX);
	p->len = start + RECORD_SIZE;
	pack_u16(p, end - start);
	p->len = end;
}

void
packer_release(struct packer *p)
{
	free(p->bytes);
	*p = (struct packer){ .swap = p->swap };
}
