/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The samples of a range as a chain of digests, in the order of the file.  A
 * digest also covers whether its sample is the first of the range in its round,
 * since rounds determine the order of printing where that is not by time.
 * Chains of successive shares of a recording can be joined.
 */
#ifndef SLICE_SAMPLE_CHAIN_H
#define SLICE_SAMPLE_CHAIN_H

#include <stdint.h>

#include "base/digest.h"

struct record;

/* All zeros are an empty chain. */
struct sample_chain {
	digest_number value;
	uint64_t count;
	uint64_t first_round; /* of the first sample, */
	uint64_t last_round;  /* and of the last; they count from 1 */
	digest_number first;  /* of the first sample, */
	digest_number again;  /* and if it were not the first of its round */
};

/*
 * Adds a sample at the end of a chain; the seed stands for what its bytes do
 * not say.
 */
void sample_chain_add(struct sample_chain *, const struct record *,
    uint64_t round, uint64_t seed);

/* Adds another chain, which is not empty, at the end of a chain. */
void sample_chain_append(
    struct sample_chain *, const struct sample_chain *next);

#endif
