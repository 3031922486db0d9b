/* SPDX-License-Identifier: GPL-2.0-only */
/* Binary search for a number. */
#ifndef BASE_SEARCH_H
#define BASE_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Returns the number of the first member of a sorted array whose value is at
 * least the one given, or count for none.  first points to the value in the
 * first of count members, stride is the size of a member in bytes.
 */
size_t search_from(
    const uint64_t *first, size_t count, size_t stride, uint64_t value);

#endif
