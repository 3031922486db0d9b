/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/number_map.h"
#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "slice/alike.h"
#include "slice/stretches.h"

/* A sample in the slice, which stands for all that are like it. */
struct standing {
	uint64_t sum;    /* of the periods of all */
	uint64_t offset; /* of its period in the file */
	bool is_alone;
};

struct alike {
	const struct recording *recording;
	struct stretches *stretches;
	struct number_map number; /* of a standing one, from 1, by digest */
	struct standing *standing;
	size_t count, room;
};

enum { LOOK_MAX = 2048 }; /* bytes of a sample that is looked at */

/* What samples that are alike have in common. */
struct look {
	uint32_t event;
	uint32_t of_kernel, of_process, of_thread; /* numbers of stretches */
	unsigned char bytes[LOOK_MAX]; /* without what may differ */
};

/* Where samples have other fields, perf's text may depend on more. */
static const uint64_t understood = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME |
    SAMPLE_ADDR | SAMPLE_CALLCHAIN | SAMPLE_ID | SAMPLE_CPU | SAMPLE_PERIOD |
    SAMPLE_STREAM_ID | SAMPLE_IDENTIFIER | SAMPLE_WEIGHT | SAMPLE_DATA_SRC |
    SAMPLE_PHYS_ADDR | SAMPLE_DATA_PAGE_SIZE | SAMPLE_CODE_PAGE_SIZE |
    SAMPLE_WEIGHT_STRUCT;
static const uint64_t needed = SAMPLE_TID | SAMPLE_TIME | SAMPLE_PERIOD;

struct alike *
alike_new(const struct recording *r, const struct index *ix,
    const struct contents_range *range)
{
	struct alike *a = xcalloc(1, sizeof *a);

	a->recording = r;
	a->stretches = stretches_new(ix, range);
	return a;
}

/* Returns the event of a sample that others may be like, or NULL. */
static const struct event *
event_of(const struct alike *a, const struct record *r)
{
	const struct event *e =
	    events_by_id_of_sample(&a->recording->events, r);

	return e && !(e->sample_type & ~understood) &&
	    (e->sample_type & needed) == needed &&
	    r->size >= e->layout.sample_period + 8 &&
	    r->size <= LOOK_MAX ? e : NULL;
}

/*
 * Finds what samples like this one have in common.  Returns false where that is
 * not known, and for a task without numbers: a program that reads perf's text
 * looks for the first number behind the name, which is then another for each.
 */
static bool
look_at(struct alike *a, const struct event *e, const struct record *r,
    struct look *look)
{
	const unsigned char *ids = r->bytes + e->layout.sample_tid;
	uint32_t pid = format_u32(ids, r->swapped);
	uint32_t thread = format_u32(ids + 4, r->swapped);
	uint64_t time_ns;
	uint32_t cpu;

	if (event_sample_when(e, r, &time_ns, &cpu) || pid > INT32_MAX ||
	    thread > INT32_MAX)
		return false;
	look->event = (uint32_t)(e - a->recording->events.event);
	memcpy(look->bytes, r->bytes, r->size);
	event_sample_blank(e, look->bytes);
	return stretches_find(a->stretches, 0, time_ns, &look->of_kernel) &&
	    stretches_find(a->stretches, pid, time_ns, &look->of_process) &&
	    stretches_find(
		a->stretches, thread, time_ns, &look->of_thread);
}

/* Adds a sample that stands for itself so far.  Returns its number. */
static uint32_t
add_standing(struct alike *a, uint64_t period, uint64_t offset)
{
	a->standing = xgrow(
	    a->standing, a->count, &a->room, sizeof *a->standing);
	a->standing[a->count++] = (struct standing){ period, offset, true };
	return (uint32_t)a->count;
}

bool
alike_add(struct alike *a, const struct record *r, uint64_t offset)
{
	const struct event *e = event_of(a, r);
	struct look look;
	struct standing *s;
	digest_number digest;
	uint64_t period;
	uint32_t *number;

	if (!e || !look_at(a, e, r, &look))
		return false;
	digest = digest_number_of(
	    &look, offsetof(struct look, bytes) + r->size, 0);
	period = format_u64(r->bytes + e->layout.sample_period, r->swapped);
	number = number_map_at(
	    &a->number, (uint64_t)digest, (uint32_t)(digest >> 64));
	s = *number ? &a->standing[*number - 1] : NULL;
	period += !period;
	if (s && s->sum <= UINT64_MAX - period) {
		s->sum += period;
		s->is_alone = false;
		return true;
	}
	*number =
	    add_standing(a, period, offset + e->layout.sample_period);
	return false;
}

int
alike_write_sums(const struct alike *a, int fd)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct standing *s = &a->standing[i];
		uint64_t sum = a->recording->swapped ?
		    __builtin_bswap64(s->sum) : s->sum;

		if (!s->is_alone && pwrite(fd, &sum, sizeof sum,
			(off_t)s->offset) != sizeof sum)
			return -1;
	}
	return 0;
}

void
alike_free(struct alike *a)
{
	if (!a)
		return;
	stretches_free(a->stretches);
	number_map_release(&a->number);
	free(a->standing);
	free(a);
}
