/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers for properties: a seed gives the same ones with every libc. */
#ifndef UNIT_RANDOM_H
#define UNIT_RANDOM_H

#include <stdint.h>

/* Returns the next number after a seed that is not zero. */
uint64_t next_random(uint64_t *seed);

/* Returns one of the numbers below n, which is not zero. */
uint64_t random_below(uint64_t *seed, uint64_t n);

#endif
