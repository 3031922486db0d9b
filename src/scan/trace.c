/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/search.h"
#include "base/threads.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/records.h"
#include "scan/trace.h"

void
trace_add_info(struct trace *t, const struct events *events,
    const struct record *record)
{
	t->in_samples = events_carry_trace(events);
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
	if (chunk->cpu == EVENT_NO_CPU)
		t->by_thread = true;
}

void
trace_add_point(struct trace *t, uint64_t time_ns, uint32_t cpu)
{
	t->point = xgrow(t->point, t->points, &t->room, sizeof *t->point);
	t->point[t->points++] = (struct trace_point){ time_ns, cpu };
}

/* Returns a chunk beside another of its queue, an empty one for none. */
static const struct trace_chunk *
beside(const struct trace *t, const struct trace_chunk *chunk, size_t number)
{
	static const struct trace_chunk none;

	return number < t->chunks && !t->info.snapshot &&
	    t->chunk[number].queue == chunk->queue ? &t->chunk[number] : &none;
}

/* Searches a chunk of all, which are sorted. */
static int
search_chunk(void *argument, size_t number)
{
	const struct trace *t = argument;
	struct trace_chunk *chunk = &t->chunk[number];
	const struct trace_chunk *before = beside(t, chunk, number - 1);
	const struct trace_chunk *after = beside(t, chunk, number + 1);
	const struct intel_pt_chunk here = {
		.trace = chunk->bytes,
		.len = chunk->len,
		.reference = chunk->reference,
		.before = before->bytes,
		.before_len = before->len,
		.after = after->bytes,
		.after_len = after->len,
	};

	intel_pt_find(&chunk->psbs, &here);
	return 0;
}

static int
by_queue(const void *a, const void *b)
{
	const struct trace_chunk *x = a, *y = b;

	if (x->queue != y->queue)
		return x->queue < y->queue ? -1 : 1;
	/* In a queue, in the order of the file. */
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

/* Returns the samples of a chunk, the next of its queue, for free(3). */
static struct intel_pt_sample *
join(const struct trace *t, struct intel_pt_queue *queue, size_t number,
    size_t *count)
{
	const struct trace_chunk *chunk = &t->chunk[number];
	struct intel_pt_sample *sample =
	    xcalloc(chunk->psbs.count + 1, sizeof *sample);

	if (!number || chunk->queue != chunk[-1].queue)
		*queue = (struct intel_pt_queue){ 0 };
	*count = intel_pt_join(queue, &t->info, &chunk->psbs, sample);
	return sample;
}

static void
forget_chunks(struct trace *t)
{
	for (size_t i = 0; i < t->chunks; i++)
		intel_pt_psbs_release(&t->chunk[i].psbs);
	free(t->chunk);
	t->chunk = NULL;
	t->chunks = t->chunk_room = 0;
}

/* Sorts all chunks and finds their PSBs. */
static void
find_psbs(struct trace *t, unsigned threads)
{
	if (!t->chunks || t->unusable)
		return;
	qsort(t->chunk, t->chunks, sizeof *t->chunk, by_queue);
	threads_share(threads, t->chunks, search_chunk, t);
}

void
trace_find_points(struct trace *t, unsigned threads)
{
	struct intel_pt_queue queue;
	size_t count;

	find_psbs(t, threads);
	for (size_t i = 0; !t->unusable && i < t->chunks; i++) {
		struct intel_pt_sample *sample = join(t, &queue, i, &count);

		for (size_t s = 0; s < count; s++)
			trace_add_point(
			    t, sample[s].time_ns, t->chunk[i].cpu);
		free(sample);
	}
	if (t->points)
		qsort(t->point, t->points, sizeof *t->point, by_time);
	forget_chunks(t);
}

bool
trace_has_stretches(const struct trace *t)
{
	return !t->unusable && !t->by_thread && !t->info.snapshot;
}

void
trace_add_sample(struct trace *t, const struct record *record,
    uint64_t time_ns, uint32_t cpu)
{
	struct intel_pt_chunk chunk = {
		.trace = record->bytes, .len = record->size
	};
	struct intel_pt_psbs psbs = { 0 };
	struct intel_pt_sample *sample;
	size_t count;

	if (t->unusable || cpu >= CPUS_MAX)
		return;
	for (; t->queues <= cpu; t->queues++) {
		t->queue = xgrow(
		    t->queue, t->queues, &t->queue_room, sizeof *t->queue);
		t->queue[t->queues] = (struct intel_pt_queue){ 0 };
	}
	chunk.reference = intel_pt_tsc(&t->info, time_ns);
	intel_pt_find(&psbs, &chunk);
	sample = xcalloc(psbs.count + 1, sizeof *sample);
	count = intel_pt_join(&t->queue[cpu], &t->info, &psbs, sample);
	for (size_t i = 0; i < count; i++)
		trace_add_point(t, sample[i].time_ns, cpu);
	free(sample);
	intel_pt_psbs_release(&psbs);
}

/* A stretch that is being read, and the one before it. */
struct stretches {
	struct trace_stretch now, before;
	bool has_before;
	void (*take)(void *, const struct trace_stretch *);
	void *argument;
};

/* Adds bytes to the stretch that is being read. */
static void
extend(struct stretches *s, const unsigned char *bytes, uint64_t len)
{
	if (len)
		s->now.digest = digest_chain(
		    s->now.digest, digest_number_of(bytes, len, 0));
}

/*
 * Ends the stretch at the time of a point, which completes the one before it.
 */
static void
end_stretch(struct stretches *s, uint64_t time_ns)
{
	s->before.until_ns = time_ns;
	if (s->has_before)
		s->take(s->argument, &s->before);
	s->before = s->now;
	s->has_before = true;
	s->now.start_ns = time_ns;
	s->now.digest = 0;
}

/* Ends the stretches of a queue. */
static void
end_queue(struct stretches *s)
{
	end_stretch(s, UINT64_MAX);
	s->before.until_ns = UINT64_MAX;
	s->take(s->argument, &s->before);
}

/* Reads a chunk whose samples are known. */
static void
read_chunk(struct stretches *s, const struct trace_chunk *chunk,
    const struct intel_pt_sample *sample, size_t count)
{
	uint64_t at = 0;

	for (size_t i = 0; i < count; i++) {
		extend(s, chunk->bytes + at, sample[i].offset - at);
		end_stretch(s, sample[i].time_ns);
		at = sample[i].offset;
	}
	extend(s, chunk->bytes + at, chunk->len - at);
}

void
trace_take_stretches(struct trace *t,
    void (*take)(void *, const struct trace_stretch *), void *argument)
{
	struct stretches s = { .take = take, .argument = argument };
	struct intel_pt_queue queue;
	size_t count;

	find_psbs(t, 1);
	for (size_t i = 0; i < t->chunks; i++) {
		struct intel_pt_sample *sample = join(t, &queue, i, &count);

		if (!i || t->chunk[i].queue != t->chunk[i - 1].queue) {
			if (i)
				end_queue(&s);
			s.has_before = false;
			s.now = (struct trace_stretch){
				.cpu = t->chunk[i].cpu
			};
		}
		read_chunk(&s, &t->chunk[i], sample, count);
		free(sample);
	}
	if (t->chunks)
		end_queue(&s);
	forget_chunks(t);
}

size_t
trace_point_from(const struct trace *t, uint64_t time_ns)
{
	return !t->points ? 0 : search_from(&t->point->time_ns, t->points,
	    sizeof *t->point, time_ns);
}

void
trace_release(struct trace *t)
{
	forget_chunks(t);
	free(t->point);
	free(t->queue);
	*t = (struct trace){ 0 };
}
