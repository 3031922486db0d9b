/* SPDX-License-Identifier: GPL-2.0-only */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "scan/density.h"

/* To begin with; a bucket is a microsecond then. */
enum { FIRST_SHIFT = 10, FIRST_BUCKETS = 256 };

void
density_start(struct density *d, uint32_t most)
{
	*d = (struct density){
		.buckets = most < FIRST_BUCKETS ? most : FIRST_BUCKETS,
		.most = most
	};
}

void
density_release(struct density *d)
{
	free(d->amount);
	*d = (struct density){ 0 };
}

static uint64_t
width(const struct density *d)
{
	return (uint64_t)1 << d->shift;
}

/* Doubles the number of buckets. */
static void
grow(struct density *d)
{
	d->amount = xreallocarray(
	    d->amount, 2 * d->buckets, sizeof *d->amount);
	memset(d->amount + d->buckets, 0, d->buckets * sizeof *d->amount);
	d->buckets *= 2;
}

/* Merges buckets two by two, so that they cover twice the time. */
static void
widen(struct density *d)
{
	uint64_t first = d->first / 2;
	uint32_t half = 0;

	/* In this order no bucket is overwritten before it is read. */
	for (uint32_t i = 0; i < d->buckets; i++) {
		uint64_t samples = d->amount[i][DENSITY_SAMPLES];
		uint64_t bytes = d->amount[i][DENSITY_BYTES];

		half = (d->first + i) / 2 - first;
		memset(d->amount[i], 0, sizeof d->amount[i]);
		d->amount[half][DENSITY_SAMPLES] += samples;
		d->amount[half][DENSITY_BYTES] += bytes;
	}
	d->first = first;
	d->shift++;
}

/* Moves the buckets to make an earlier one the first, if all of them fit. */
static int
shift_down(struct density *d, uint64_t bucket)
{
	uint64_t by = d->first - bucket;

	if (by >= d->buckets)
		return -1;
	for (uint32_t i = d->buckets - by; i < d->buckets; i++)
		if (d->amount[i][DENSITY_SAMPLES])
			return -1;
	memmove(d->amount + by, d->amount,
	    (d->buckets - by) * sizeof *d->amount);
	memset(d->amount, 0, by * sizeof *d->amount);
	d->first = bucket;
	return 0;
}

void
density_add(struct density *d, uint64_t time_ns, uint64_t bytes)
{
	uint64_t bucket;

	if (!d->amount) {
		d->amount = xcalloc(d->buckets, sizeof *d->amount);
		d->shift = FIRST_SHIFT;
		d->first = time_ns >> d->shift;
	}
	while ((bucket = time_ns >> d->shift) < d->first ||
	    bucket - d->first >= d->buckets) {
		if (bucket < d->first && !shift_down(d, bucket))
			continue;
		if (d->samples > d->buckets && d->buckets < d->most)
			grow(d);
		else
			widen(d);
	}
	d->samples++;
	d->amount[bucket - d->first][DENSITY_SAMPLES]++;
	d->amount[bucket - d->first][DENSITY_BYTES] += bytes;
}

void
density_sum_up(struct density *d)
{
	for (uint32_t i = 1; d->amount && i < d->buckets; i++)
		for (int m = 0; m < DENSITY_MEASURES; m++)
			d->amount[i][m] += d->amount[i - 1][m];
}

/* Returns the amount before a bucket. */
static double
before_bucket(const struct density *d, enum density_measure m, uint32_t i)
{
	return i ? d->amount[i - 1][m] : 0;
}

/* Returns the amount before a time. */
static double
before(const struct density *d, enum density_measure m, uint64_t time_ns)
{
	uint64_t start_ns = d->first << d->shift, i;
	double part, here;

	if (time_ns <= start_ns)
		return 0;
	i = (time_ns - start_ns) >> d->shift;
	if (i >= d->buckets)
		return d->amount[d->buckets - 1][m];
	part = ((time_ns - start_ns) & (width(d) - 1)) / (double)width(d);
	here = d->amount[i][m] - before_bucket(d, m, i);
	return before_bucket(d, m, i) + part * here;
}

uint64_t
density_between(const struct density *d, enum density_measure m,
    uint64_t start_ns, uint64_t end_ns)
{
	double amount;

	if (!d->amount || start_ns > end_ns)
		return 0;
	amount = end_ns == UINT64_MAX ? d->amount[d->buckets - 1][m] :
					before(d, m, end_ns + 1);
	return amount - before(d, m, start_ns) + 0.5;
}

/* Returns the first bucket up to whose end there is this amount. */
static uint32_t
find_bucket(const struct density *d, enum density_measure m, double amount)
{
	uint32_t low = 0, high = d->buckets - 1;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (d->amount[middle][m] >= amount)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

uint64_t
density_reaches(const struct density *d, enum density_measure m,
    uint64_t start_ns, uint64_t amount)
{
	double target, here, part;
	uint32_t i;

	if (!d->amount)
		return UINT64_MAX;
	target = before(d, m, start_ns) + amount;
	if (target > d->amount[d->buckets - 1][m])
		return UINT64_MAX;
	i = find_bucket(d, m, target);
	here = d->amount[i][m] - before_bucket(d, m, i);
	if (here <= 0)
		return start_ns;
	part = ceil(width(d) * ((target - before_bucket(d, m, i)) / here));
	return ((d->first + i) << d->shift) + (part < 1 ? 0 :
	    (uint64_t)part - 1);
}
