/* SPDX-License-Identifier: GPL-2.0-only */
/* Looking up numbers in what is sorted by them. */
#ifndef BASE_SEARCH_H
#define BASE_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Returns the number of the first of count members of an array whose value is
 * at least the one given, or count.  first is the value in the first member,
 * and stride the size of a member in bytes.
 */
size_t search_from(
    const uint64_t *first, size_t count, size_t stride, uint64_t value);

#endif
