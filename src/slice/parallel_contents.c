/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/threads.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "scan/index.h"
#include "slice/parallel_contents.h"
#include "slice/range_finder.h"

/* Least length of a share in bytes, so that few chains are divided. */
enum { SHARE_MIN = 1 << 20 };

/* How many processes are known to be noted already. */
enum { NOTED = 1 << 8 };

/* What is known while a share is read. */
struct worker {
	const struct recording *recording;
	const struct index *index;
	const struct range_finder *ranges;
	struct share *share; /* before it is read: the first of all */
	size_t *number; /* by range, number of its chain, if any */
	size_t last;    /* range of the sample before */
	struct share_task noted[NOTED];
};

void
parallel_contents_start(struct parallel_contents *s, const struct index *ix)
{
	*s = (struct parallel_contents){ 0 };
	for (size_t i = 0; i < ix->extents; i++) {
		uint64_t offset = ix->extent[i].offset;

		if (s->count &&
		    offset - s->share[s->count - 1].offset < SHARE_MIN)
			continue;
		s->share =
		    xgrow(s->share, s->count, &s->room, sizeof *s->share);
		if (s->count)
			s->share[s->count - 1].after = i;
		s->share[s->count++] = (struct share){ .first = i,
			.after = ix->extents, .offset = offset };
	}
}

void
parallel_contents_release(struct parallel_contents *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->share[i].chain);
		free(s->share[i].task);
	}
	free(s->share);
	*s = (struct parallel_contents){ 0 };
}

/* Returns the chain of a range in this share, and adds one if there is none. */
static struct share_chain *
chain_of(struct worker *w, size_t range)
{
	struct share *s = w->share;
	size_t number = w->number[range];

	/* The number is 0 where the range has no chain yet. */
	if (number < s->chains && s->chain[number].range == range)
		return &s->chain[number];
	s->chain =
	    xgrow(s->chain, s->chains, &s->chain_room, sizeof *s->chain);
	s->chain[s->chains] = (struct share_chain){ .range = range };
	w->number[range] = s->chains;
	return &s->chain[s->chains++];
}

static void
note_task(struct worker *w, size_t range, uint32_t pid)
{
	struct share *s = w->share;
	struct share_task *noted = &w->noted[pid % NOTED];

	if (s->tasks && noted->range == range && noted->pid == pid)
		return;
	*noted = (struct share_task){ range, pid };
	s->task = xgrow(s->task, s->tasks, &s->task_room, sizeof *s->task);
	s->task[s->tasks++] = *noted;
}

static void
gather(struct worker *w, const struct record *record, uint64_t round)
{
	const struct event *event =
	    events_of_sample(&w->recording->events, record);
	struct share_chain *chain;
	uint64_t time_ns;
	uint32_t cpu;
	size_t range;

	if (!event || event_sample_when(event, record, &time_ns, &cpu))
		return;
	range = range_finder_find(w->ranges, &w->last, time_ns, cpu);
	if (range == w->ranges->count)
		return;
	chain = chain_of(w, range);
	sample_chain_add(&chain->samples, record, round, 0);
	chain->in_kernel = chain->in_kernel ||
	    event_sample_in_kernel(event, record);
	note_task(w, range, event_sample_pid(event, record));
}

static int
read_records(struct worker *w)
{
	const struct index *ix = w->index;
	const struct share *s = w->share;
	uint64_t end = index_extent_end(ix, s->after - 1);
	uint64_t round = s->round;
	struct records records;
	struct record record;
	int more = 1;

	records_start(&records, w->recording);
	records_seek(&records, s->offset);
	while (records.offset < end &&
	    (more = records_next(&records, &record)) > 0) {
		if (record.type == RECORD_SAMPLE)
			gather(w, &record, round);
		else if (record.type == RECORD_FINISHED_ROUND)
			round++;
	}
	records_end(&records);
	return more;
}

static int
read_share(void *argument, size_t number)
{
	struct worker w = *(const struct worker *)argument;
	int status;

	w.share += number;
	w.number = xcalloc(w.ranges->count, sizeof *w.number);
	status = read_records(&w);
	free(w.number);
	return status < 0 ? -1 : 0;
}

int
parallel_contents_gather(struct parallel_contents *s, const struct recording *r,
    const struct index *ix, const struct range_finder *ranges,
    unsigned threads)
{
	struct worker start = {
		.recording = r, .index = ix, .ranges = ranges, .share = s->share
	};

	return threads_share(threads, s->count, read_share, &start);
}
