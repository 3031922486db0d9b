/* SPDX-License-Identifier: GPL-2.0-only */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "data/events.h"
#include "data/format.h"
#include "data/records.h"
#include "data/trace.h"

enum { THREADS_MAX = 64 };

/* The work that threads share. */
struct search {
	struct trace *trace;
	const struct trace_chunk **before; /* of the same queue, or NULL */
	const struct trace_chunk **after;
	atomic_size_t next; /* chunk to be searched */
};

void
trace_add_info(struct trace *t, const struct events *events,
    const struct record *record)
{
	if (record->swapped)
		t->unusable = "it was recorded in the other byte order";
	else
		t->unusable = intel_pt_info_read(
		    &t->info, events, record->bytes, record->size);
}

void
trace_add_chunk(struct trace *t, const struct record *record)
{
	const unsigned char *head = record->bytes;
	struct trace_chunk *chunk;

	if (record->size < AUXTRACE_LEN || !record->after)
		return;
	t->chunk = xgrow(t->chunk, t->chunks, &t->chunk_room, sizeof *t->chunk);
	chunk = &t->chunk[t->chunks++];
	*chunk = (struct trace_chunk){
		.bytes = head + record->size,
		.len = record->after,
		.reference =
		    format_u64(head + AUXTRACE_REFERENCE, record->swapped),
		.queue = format_u32(head + AUXTRACE_INDEX, record->swapped),
		.cpu = format_u32(head + AUXTRACE_CPU, record->swapped),
	};
}

void
trace_add_point(struct trace *t, uint64_t time_ns, uint32_t cpu)
{
	t->point = xgrow(t->point, t->points, &t->room, sizeof *t->point);
	t->point[t->points++] = (struct trace_point){ time_ns, cpu };
}

static void *
search(void *argument)
{
	struct search *s = argument;
	size_t i;

	while ((i = atomic_fetch_add(&s->next, 1)) < s->trace->chunks) {
		struct trace_chunk *chunk = &s->trace->chunk[i];
		const struct trace_chunk *before = s->before[i];
		const struct trace_chunk *after = s->after[i];
		const struct intel_pt_chunk here = {
			.trace = chunk->bytes,
			.len = chunk->len,
			.reference = chunk->reference,
			.before = before ? before->bytes : NULL,
			.before_len = before ? before->len : 0,
			.after = after ? after->bytes : NULL,
			.after_len = after ? after->len : 0,
		};

		intel_pt_find(&chunk->psbs, &here);
	}
	return NULL;
}

static int
by_queue(const void *a, const void *b)
{
	const struct trace_chunk *x = a, *y = b;

	if (x->queue != y->queue)
		return x->queue < y->queue ? -1 : 1;
	/* In a queue, as they lie in the file. */
	return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static int
by_time(const void *a, const void *b)
{
	const struct trace_point *x = a, *y = b;

	if (x->time_ns != y->time_ns)
		return x->time_ns < y->time_ns ? -1 : 1;
	return (x->cpu > y->cpu) - (x->cpu < y->cpu);
}

/* Searches all chunks, which are in order, with so many threads. */
static void
search_chunks(struct trace *t, unsigned threads)
{
	struct search s = { .trace = t };
	pthread_t thread[THREADS_MAX];
	unsigned started = 0;

	s.before = xcalloc(t->chunks, sizeof *s.before);
	s.after = xcalloc(t->chunks, sizeof *s.after);
	for (size_t i = 1; i < t->chunks && !t->info.snapshot; i++) {
		if (t->chunk[i].queue != t->chunk[i - 1].queue)
			continue;
		s.before[i] = &t->chunk[i - 1];
		s.after[i - 1] = &t->chunk[i];
	}
	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	while (started + 1 < threads && started + 1 < t->chunks &&
	    !pthread_create(&thread[started], NULL, search, &s))
		started++;
	search(&s);
	while (started)
		pthread_join(thread[--started], NULL);
	free(s.before);
	free(s.after);
}

/* Adds the points of a chunk, the next of its queue. */
static void
join(struct trace *t, struct intel_pt_queue *queue,
    const struct trace_chunk *chunk)
{
	uint64_t *time_ns = xcalloc(chunk->psbs.count + 1, sizeof *time_ns);
	size_t count = intel_pt_join(queue, &t->info, &chunk->psbs, time_ns);

	for (size_t i = 0; i < count; i++)
		trace_add_point(t, time_ns[i], chunk->cpu);
	free(time_ns);
}

void
trace_find_points(struct trace *t, unsigned threads)
{
	struct intel_pt_queue queue = { 0 };

	if (t->chunks && !t->unusable) {
		qsort(t->chunk, t->chunks, sizeof *t->chunk, by_queue);
		search_chunks(t, threads);
		for (size_t i = 0; i < t->chunks; i++) {
			if (i && t->chunk[i].queue != t->chunk[i - 1].queue)
				queue = (struct intel_pt_queue){ 0 };
			join(t, &queue, &t->chunk[i]);
		}
	}
	if (t->points)
		qsort(t->point, t->points, sizeof *t->point, by_time);
	for (size_t i = 0; i < t->chunks; i++)
		intel_pt_psbs_release(&t->chunk[i].psbs);
	free(t->chunk);
	t->chunk = NULL;
	t->chunks = t->chunk_room = 0;
}

size_t
trace_point_from(const struct trace *t, uint64_t time_ns)
{
	size_t low = 0, high = t->points;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->point[middle].time_ns < time_ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
trace_release(struct trace *t)
{
	for (size_t i = 0; i < t->chunks; i++)
		intel_pt_psbs_release(&t->chunk[i].psbs);
	free(t->chunk);
	free(t->point);
	*t = (struct trace){ 0 };
}
