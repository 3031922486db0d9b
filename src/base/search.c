/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/search.h"

size_t
search_from(const uint64_t *first, size_t count, size_t stride, uint64_t value)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const uint64_t *here = (const void *)(
		    (const char *)first + middle * stride);

		if (*here < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
