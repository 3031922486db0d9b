/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/threads.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "slice/kernel_addresses.h"

/* Addresses in the same cell, of 64 bytes, are not told apart. */
enum { CELL_SHIFT = 6 };

/* How many bytes a thread searches at a time. */
enum { TURN = 1 << 20 };

struct search {
	struct kernel_addresses *addresses;
	const unsigned char *data;
	uint64_t starts; /* how many bytes may be the first of a word */
	int step;
};

void
kernel_addresses_start(
    struct kernel_addresses *a, uint64_t first, uint64_t last)
{
	a->first_cell = first >> CELL_SHIFT;
	a->cells = (last >> CELL_SHIFT) - a->first_cell + 1;
	a->cell = xcalloc(a->cells, sizeof *a->cell);
}

void
kernel_addresses_release(struct kernel_addresses *a)
{
	free((void *)a->cell);
	*a = (struct kernel_addresses){ 0 };
}

bool
kernel_addresses_between(
    const struct kernel_addresses *a, uint64_t first, uint64_t end)
{
	uint64_t cell = (first >> CELL_SHIFT) - a->first_cell;
	uint64_t last = ((end - 1) >> CELL_SHIFT) - a->first_cell;

	if (last >= a->cells)
		last = a->cells - 1;
	return first < end && cell <= last &&
	    memchr((const void *)(a->cell + cell), 1, last - cell + 1);
}

/* Searches the words of 64 bits that start every step bytes before end. */
static void
look(struct kernel_addresses *a, const unsigned char *at,
    const unsigned char *end, int step)
{
	for (; at < end; at += step) {
		uint64_t word, cell;

		memcpy(&word, at, sizeof word);
		cell = (word >> CELL_SHIFT) - a->first_cell;
		if (cell < a->cells)
			atomic_store_explicit(
			    &a->cell[cell], 1, memory_order_relaxed);
	}
}

static int
look_in_turn(void *argument, size_t number)
{
	const struct search *s = argument;
	uint64_t at = number * (uint64_t)TURN;
	uint64_t end = at + TURN < s->starts ? at + TURN : s->starts;

	look(s->addresses, s->data + at, s->data + end, s->step);
	return 0;
}

/* Searches a part of the recording. */
static void
search_part(struct kernel_addresses *a, const struct part *part,
    int step, unsigned threads)
{
	struct search search = { .addresses = a, .step = step,
		.data = part->bytes + part->data.offset,
		.starts = part->data.len < 8 ? 0 : part->data.len - 7 };

	threads_share(threads, (search.starts + TURN - 1) / TURN,
	    look_in_turn, &search);
}

int
kernel_addresses_find(
    struct kernel_addresses *a, const struct recording *r, unsigned threads)
{
	struct records records;
	struct record record;
	/*
	 * Words lie at multiples of 8, or 4 after these; but anywhere in raw
	 * data and in records after compressed ones.
	 */
	int step = events_carry_raw_data(&r->events) ||
		r->has_feature[FEATURE_COMPRESSED] ? 1 : 4;
	int more = 0;

	for (size_t i = 0; i < r->parts; i++)
		search_part(a, &r->part[i], step, threads);
	if (!r->has_feature[FEATURE_COMPRESSED])
		return 0;
	records_start(&records, r);
	while ((more = records_next(&records, &record)) > 0)
		if (record.inflated)
			look(a, record.bytes, record.bytes + record.size - 7,
			    1);
	records_end(&records);
	return more;
}
