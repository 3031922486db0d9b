/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The samples of a range as a chain of digests, in the order of the file.  A
 * digest also says whether its sample is the first of the range in its round,
 * for rounds have a say in the order of printing where that is not by time.
 * Chains of several parts of a recording make one of all.
 */
#ifndef SLICE_SAMPLE_CHAIN_H
#define SLICE_SAMPLE_CHAIN_H

#include <stdint.h>

#include "base/digest.h"

struct record;

/* Zeros are an empty chain. */
struct sample_chain {
	digest_number value;
	uint64_t count;
	uint64_t first_round; /* of the first sample, */
	uint64_t last_round;  /* and of the last; they count from 1 */
	digest_number first;  /* of the first sample, */
	digest_number again;  /* and were it not the first of its round */
};

/* Puts a sample behind a chain; the seed is for what its bytes do not say. */
void sample_chain_add(struct sample_chain *, const struct record *,
    uint64_t round, uint64_t seed);

/* Puts another chain, which is not empty, behind one. */
void sample_chain_append(
    struct sample_chain *, const struct sample_chain *next);

#endif
