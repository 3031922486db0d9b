/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "merge/blocks.h"
#include "merge/merge_by_time.h"
#include "store/output.h"
#include "store/saved_plan.h"

/* How many of nine decimals are left as microseconds. */
enum { MICROSECONDS = 6, NANOSECONDS = 9 };

/* The outputs of one CPU, in sequence. */
struct stream {
	struct blocks blocks; /* the output that is being read */
	size_t range, after;  /* numbers: its range; the next CPU's first */
};

struct merging {
	const char *dir;
	const struct saved_plan *plan;
	bool as_us;
	FILE *out;
	struct stream *stream;
	struct stream **heap; /* streams with blocks left, the earliest first */
	size_t count;
};

/* Opens the output of the current range of a stream. */
static int
open_range(const struct merging *m, struct stream *s)
{
	const struct saved_range *r = &m->plan->range[s->range];
	char *path = output_path(m->dir, r->folder, "out.txt");
	int status = blocks_open(
	    &s->blocks, path, r->cpu, m->plan->odd_names);

	free(path);
	return status;
}

/*
 * Continues with the next range that has a block; returns 0 when there is none.
 */
static int
find_block(const struct merging *m, struct stream *s)
{
	while (blocks_at_end(&s->blocks)) {
		blocks_close(&s->blocks);
		if (++s->range == s->after)
			return 0;
		if (open_range(m, s))
			return -1;
	}
	return 1;
}

static bool
is_before(const struct stream *a, const struct stream *b)
{
	if (a->blocks.time_ns != b->blocks.time_ns)
		return a->blocks.time_ns < b->blocks.time_ns;
	return a < b; /* in the order of CPUs */
}

/* Moves the stream at a place of the heap down to its right place. */
static void
sink(struct merging *m, size_t at)
{
	struct stream *moved = m->heap[at];
	size_t child;

	while ((child = 2 * at + 1) < m->count) {
		if (child + 1 < m->count &&
		    is_before(m->heap[child + 1], m->heap[child]))
			child++;
		if (!is_before(m->heap[child], moved))
			break;
		m->heap[at] = m->heap[child];
		at = child;
	}
	m->heap[at] = moved;
}

/* Writes a block up to the last decimal of a time, without three of these. */
static const char *
put_as_us(const struct merging *m, const char *from, const char *decimals)
{
	fwrite(from, 1, decimals + MICROSECONDS - from, m->out);
	return decimals + NANOSECONDS;
}

/* Writes a block; errors of a trace only where they are in the range. */
static void
put(const struct merging *m, const struct saved_range *r,
    const struct blocks *b)
{
	const char *from = b->start;

	/* Each output starts with the same header, which is a block. */
	if (m->plan->headers && from == b->bytes && r != m->plan->range &&
	    blocks_header(from, b->end - from))
		return;
	if (b->is_error &&
	    (b->time_ns < r->start_ns || b->time_ns > r->end_ns))
		return;
	if (m->as_us && b->day_decimals)
		from = put_as_us(m, from, b->day_decimals);
	if (m->as_us && b->decimals)
		from = put_as_us(m, from, b->decimals);
	fwrite(from, 1, b->end - from, m->out);
}

/* Starts a stream for each CPU; those without a block stay out of the heap. */
static int
start(struct merging *m)
{
	const struct saved_plan *p = m->plan;
	size_t streams = 0;
	int more;

	m->stream = xcalloc(p->count, sizeof *m->stream);
	m->heap = xcalloc(p->count, sizeof *m->heap);
	for (size_t i = 0, after; i < p->count; i = after) {
		struct stream *s = &m->stream[streams++];

		for (after = i + 1; after < p->count &&
		     p->range[after].cpu == p->range[i].cpu;)
			after++;
		*s = (struct stream){ .range = i, .after = after };
		if (open_range(m, s))
			return -1;
		more = find_block(m, s);
		if (more < 0)
			return -1;
		if (more)
			m->heap[m->count++] = s;
	}
	for (size_t i = m->count / 2; i-- > 0;)
		sink(m, i);
	return 0;
}

/* Writes the earliest block; returns -1 with a message. */
static int
step(struct merging *m)
{
	struct stream *s = m->heap[0];
	int more;

	put(m, &m->plan->range[s->range], &s->blocks);
	blocks_next(&s->blocks);
	more = find_block(m, s);
	if (more < 0)
		return -1;
	if (!more)
		m->heap[0] = m->heap[--m->count];
	if (m->count)
		sink(m, 0);
	return 0;
}

int
merge_by_time(const char *dir, const struct saved_plan *p, bool as_us,
    FILE *out)
{
	struct merging m = {
		.dir = dir, .plan = p, .as_us = as_us, .out = out
	};
	int status = start(&m);

	while (!status && m.count && !ferror(out))
		status = step(&m);
	for (size_t i = 0; i < m.count; i++)
		blocks_close(&m.heap[i]->blocks);
	free(m.heap);
	free(m.stream);
	return status;
}
