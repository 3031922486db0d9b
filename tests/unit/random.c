/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/random.h"

uint64_t
next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

uint64_t
random_below(uint64_t *seed, uint64_t n)
{
	return (next_random(seed) >> 11) % n;
}
