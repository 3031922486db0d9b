/* SPDX-License-Identifier: GPL-2.0-only */
#include "data/density.h"

/* Merges buckets two by two, so that the histogram spans twice the time. */
static void
widen(struct density *d)
{
	uint64_t merged[DENSITY_BUCKETS] = { 0 };
	uint64_t first = d->first / 2;

	for (int i = 0; i < DENSITY_BUCKETS; i++)
		if (d->bytes[i])
			merged[(d->first + i) / 2 - first] += d->bytes[i];
	for (int i = 0; i < DENSITY_BUCKETS; i++)
		d->bytes[i] = merged[i];
	d->first = first;
	d->shift++;
}

/* Moves the buckets so that an earlier one is the first, if they all fit. */
static int
shift_down(struct density *d, uint64_t bucket)
{
	uint64_t by = d->first - bucket;

	if (by >= DENSITY_BUCKETS)
		return -1;
	for (int i = DENSITY_BUCKETS - (int)by; i < DENSITY_BUCKETS; i++)
		if (d->bytes[i])
			return -1;
	for (int i = DENSITY_BUCKETS - 1; i >= 0; i--)
		d->bytes[i] = i < (int)by ? 0 : d->bytes[i - (int)by];
	d->first = bucket;
	return 0;
}

void
density_add(struct density *d, uint64_t time_ns, uint64_t bytes)
{
	uint64_t bucket;

	if (!d->used) {
		d->shift = 10; /* a microsecond to begin with */
		d->first = time_ns >> d->shift;
		d->used = 1;
	}
	while ((bucket = time_ns >> d->shift) < d->first ||
	    bucket - d->first >= DENSITY_BUCKETS) {
		if (bucket > d->first || shift_down(d, bucket))
			widen(d);
	}
	d->bytes[bucket - d->first] += bytes;
}

uint64_t
density_between(const struct density *d, uint64_t start_ns, uint64_t end_ns)
{
	double width = (double)((uint64_t)1 << d->shift), sum = 0;

	for (int i = 0; i < DENSITY_BUCKETS && d->used; i++) {
		uint64_t low = (d->first + i) << d->shift;
		uint64_t high = low + ((uint64_t)1 << d->shift) - 1;
		uint64_t from = low > start_ns ? low : start_ns;
		uint64_t to = high < end_ns ? high : end_ns;

		if (from <= to)
			sum += d->bytes[i] *
			       (((double)(to - from) + 1) / width);
	}
	return sum;
}
