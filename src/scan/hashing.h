/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Computes the digest of a recording while it is read, in blocks: by threads
 * beside the reader, and by the reader itself where it is faster or there are
 * no threads.  Memory is then read from one end to the other, which is fastest,
 * and the reader finds the records in the cache.
 */
#ifndef SCAN_HASHING_H
#define SCAN_HASHING_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

struct recording;

struct hashing;

/*
 * Starts with at most so many threads beside the caller's, which may be 0.
 * progress, which may be NULL, is called with the bytes done and all bytes.
 * hashing_finish() frees the value.
 */
struct hashing *hashing_start(const struct recording *, unsigned threads,
    void (*progress)(uint64_t done, uint64_t all));

/*
 * Digests at least up to an offset in a part, unless threads have come as far.
 */
void hashing_reach(struct hashing *, size_t part, uint64_t offset);

/* Digests what is left, frees the value and returns the digest. */
struct digest hashing_finish(struct hashing *);

#endif
