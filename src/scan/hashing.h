/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The digest of a recording, made while it is read: by threads beside the
 * reader, or by the reader itself, block by block just before it comes there.
 * That reads from one end to the other, which memory is fastest at, and the
 * reader then finds its records in the cache.
 */
#ifndef SCAN_HASHING_H
#define SCAN_HASHING_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

struct recording;

struct hashing;

/*
 * Starts with so many threads beside the caller's, which may be none.
 * progress, which may be NULL, is told of bytes done and of all bytes.
 */
struct hashing *hashing_start(const struct recording *, unsigned threads,
    void (*progress)(uint64_t done, uint64_t all));

/* Without threads: digests up to an offset of a file, and a bit further. */
void hashing_reach(struct hashing *, size_t part, uint64_t offset);

/* Digests what is left, frees everything and returns the digest. */
struct digest hashing_finish(struct hashing *);

#endif
