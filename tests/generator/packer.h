/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values one behind the other, in either byte order, as a recording has them.
 * A packer owns its bytes until it is released; it grows as it is filled.
 */
#ifndef GENERATOR_PACKER_H
#define GENERATOR_PACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeros are an empty packer in this machine's byte order. */
struct packer {
	unsigned char *bytes;
	size_t len;
	size_t room;
	bool swap; /* values go in in the other order */
};

/* Adds bytes as they are. */
void pack(struct packer *, const void *bytes, size_t len);

/* Adds a number. */
void pack_u16(struct packer *, uint16_t);
void pack_u32(struct packer *, uint32_t);
void pack_u64(struct packer *, uint64_t);

/* Adds zeros until the length is a multiple of align. */
void pack_padding(struct packer *, size_t align);

/*
 * Starts a record; ended, its head says how long it has become.  Returns where
 * it starts.
 */
size_t pack_record(struct packer *, uint32_t type, uint16_t misc);
void pack_record_end(struct packer *, size_t start);

/* Frees the bytes; the packer is empty then. */
void packer_release(struct packer *);

#endif
