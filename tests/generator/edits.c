/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>

#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "generator/editable.h"
#include "generator/edits.h"
#include "generator/packer.h"
#include "generator/recording_writer.h"
#include "perfdata/events.h"
#include "perfdata/format.h"

/* From linux/perf_event.h, what format.h does not need to know. */
enum { MISC_COMM_EXEC = 1 << 13 };

/* In a callchain, what is above says of whom the next addresses are. */
#define CONTEXT_MAX ((uint64_t)-4095)

/* Between what was there and its copy when a recording grows. */
#define GAP_NS UINT64_C(1000000)

enum { PAGE = 4096, CODE_START = 0x400000 };

/* Returns the time that lies at so many percent of the recording's. */
static uint64_t
time_at(const struct editable *e, uint64_t percent)
{
	uint64_t first_ns, last_ns;

	editable_times(e, &first_ns, &last_ns);
	return first_ns +
	    (unsigned __int128)(last_ns - first_ns) * percent / 100;
}

static struct editable_record *
find_sample(struct editable *e, uint64_t number)
{
	uint64_t samples = 0;

	for (size_t i = 0; i < e->count; i++)
		if (e->record[i].type == RECORD_SAMPLE && ++samples == number)
			return &e->record[i];
	errx(1, "%s: there is no sample %ju, there are %ju", e->recording.name,
	    (uintmax_t)number, (uintmax_t)samples);
}

/* Returns where a sample's callchain has its first address, or 0. */
static size_t
find_chain_address(const struct editable_record *sample)
{
	const struct event *event = sample->event;
	size_t at = event->layout.sample_min;

	if (event->sample_type & SAMPLE_READ)
		return 0;
	if (event->sample_type & WRITER_SAMPLE_PERIOD)
		at += 8;
	for (at += 8; at + 8 <= sample->size; at += 8)
		if (format_u64(sample->bytes + at, false) < CONTEXT_MAX)
			return at;
	return 0;
}

void
edit_change_sample(struct editable *e, uint64_t number)
{
	struct editable_record *sample = find_sample(e, number);
	/* The task is between the address and the time. */
	size_t at = sample->event->layout.sample_time - 16;

	if (sample->event->sample_type & WRITER_SAMPLE_CALLCHAIN)
		at = find_chain_address(sample);
	if (!at)
		errx(1, "%s: no address is found in the callchain of sample "
			"%ju", e->recording.name, (uintmax_t)number);
	sample->bytes[at] ^= 1;
}

/* Orders by time, and of one time as they are in the file. */
static int
by_time(const void *a, const void *b)
{
	const struct editable_record *x = *(struct editable_record *const *)a;
	const struct editable_record *y = *(struct editable_record *const *)b;

	if (x->time_ns != y->time_ns)
		return x->time_ns < y->time_ns ? -1 : 1;
	return (x > y) - (x < y);
}

/* Copies all records that have a time, in its order, for the caller to free. */
static struct editable_record *
copy_timed(const struct editable *e, size_t *count, uint64_t *samples)
{
	const struct editable_record **sorted =
	    xcalloc(e->count + 1, sizeof *sorted);
	struct editable_record *copies = xcalloc(e->count + 1, sizeof *copies);

	*count = *samples = 0;
	for (size_t i = 0; i < e->count; i++)
		if (e->record[i].time_ns)
			sorted[(*count)++] = &e->record[i];
	qsort(sorted, *count, sizeof *sorted, by_time);
	for (size_t i = 0; i < *count; i++) {
		copies[i] = editable_copy(sorted[i]);
		*samples += copies[i].type == RECORD_SAMPLE;
	}
	free(sorted);
	return copies;
}

/* Appends copies until there are so many more samples. */
static void
repeat(struct editable *e, const struct editable_record *timed, size_t count,
    uint64_t samples)
{
	uint64_t step_ns = timed[count - 1].time_ns - timed[0].time_ns + GAP_NS;
	uint64_t later_ns = step_ns;

	for (size_t i = 0; samples; i++) {
		struct editable_record copy = editable_copy(&timed[i % count]);

		if (i && i % count == 0)
			later_ns += step_ns;
		editable_set_time(&copy, copy.time_ns + later_ns);
		editable_insert(e, e->count, &copy);
		samples -= copy.type == RECORD_SAMPLE;
	}
}

void
edit_grow(struct editable *e, uint64_t percent)
{
	size_t count;
	uint64_t samples;
	struct editable_record *timed = copy_timed(e, &count, &samples);

	if (!samples)
		errx(1, "%s: there are no samples to repeat",
		    e->recording.name);
	repeat(e, timed, count, (samples * percent + 99) / 100);
	editable_end_round(e);
	for (size_t i = 0; i < count; i++)
		free(timed[i].bytes);
	free(timed);
}

void
edit_truncate(struct editable *e, uint64_t percent)
{
	size_t first = 0, dropped;

	while (first < e->count && !e->record[first].time_ns)
		first++;
	dropped = (e->count - first) * percent / 100;
	for (; dropped; dropped--)
		free(e->record[--e->count].bytes);
	editable_end_round(e);
}

static bool
is_sample_before(const struct editable_record *record, uint64_t time_ns)
{
	return record->type == RECORD_SAMPLE && record->time_ns &&
	    record->time_ns < time_ns;
}

void
edit_drop_first(struct editable *e, uint64_t percent)
{
	editable_drop(e, is_sample_before, time_at(e, percent));
}

/*
 * Returns an address in user space where the process is sampled first from a
 * time on; 0 for none.
 */
static uint64_t
find_address(const struct editable *e, uint32_t pid, uint64_t from_ns)
{
	const struct editable_record *first = NULL;

	for (size_t i = 0; i < e->count; i++) {
		const struct editable_record *r = &e->record[i];

		if (r->type == RECORD_SAMPLE && editable_pid(r) == pid &&
		    (r->bytes[RECORD_MISC] & MISC_CPUMODE) ==
			WRITER_MISC_USER && r->time_ns >= from_ns &&
		    (!first || r->time_ns < first->time_ns))
			first = r;
	}
	return first ? editable_ip(first) : 0;
}

/* Packs text with its NUL, padded to eight bytes. */
static void
pack_name(struct packer *p, const char *name)
{
	pack(p, name, strlen(name) + 1);
	pack_padding(p, 8);
}

/* Adds what was packed as a record, and empties the packer. */
static void
add_record(struct editable *e, struct packer *p, uint32_t pid, uint64_t ns)
{
	struct editable_record made = editable_make(e, p, pid, ns);

	editable_insert_by_time(e, &made);
	packer_release(p);
}

/* Adds that a process has mapped a file at a page. */
static void
add_mmap2(struct editable *e, uint32_t pid, uint64_t time_ns, uint64_t start)
{
	static const uint64_t inode[3]; /* its device, number and generation */
	char name[NANOSEC_TEXT + 32], when[NANOSEC_TEXT];
	struct packer p = { 0 };

	pack_record(&p, RECORD_MMAP2, WRITER_MISC_USER);
	pack_u32(&p, pid);
	pack_u32(&p, pid);
	pack_u64(&p, start);
	pack_u64(&p, PAGE);
	pack_u64(&p, 0); /* of the file's first page */
	pack(&p, inode, sizeof inode);
	pack_u32(&p, PROT_READ | PROT_EXEC);
	pack_u32(&p, MAP_PRIVATE);
	snprintf(name, sizeof name, "/nonexistent/mapped-at-%s",
	    nanosec_format(when, time_ns));
	pack_name(&p, name);
	add_record(e, &p, pid, time_ns);
}

void
edit_add_mmap(struct editable *e, uint32_t pid, uint64_t percent)
{
	uint64_t time_ns = time_at(e, percent);
	uint64_t address = find_address(e, pid, time_ns);

	if (!address)
		address = find_address(e, pid, 0);
	if (!address)
		address = CODE_START;
	add_mmap2(e, pid, time_ns, address / PAGE * PAGE);
}

/* Returns a process ID above all that are in the recording. */
static uint32_t
find_free_pid(const struct editable *e)
{
	uint32_t highest = 0, pid;

	for (size_t i = 0; i < e->count; i++) {
		const struct editable_record *r = &e->record[i];

		if (r->type == RECORD_SAMPLE)
			pid = editable_pid(r);
		else if (r->type == RECORD_FORK || r->type == RECORD_COMM ||
		    r->type == RECORD_MMAP2)
			pid = format_u32(r->bytes + RECORD_HEADER_LEN, false);
		else
			continue;
		if (pid > highest && pid < INT_MAX)
			highest = pid;
	}
	return highest + 1;
}

void
edit_add_task(struct editable *e, uint64_t percent)
{
	uint64_t time_ns = time_at(e, percent);
	uint32_t parent = editable_pid(find_sample(e, 1));
	uint32_t pid = find_free_pid(e);
	struct packer p = { 0 };

	pack_record(&p, RECORD_FORK, 0);
	pack_u32(&p, pid);
	pack_u32(&p, parent);
	pack_u32(&p, pid);
	pack_u32(&p, parent);
	pack_u64(&p, time_ns);
	add_record(e, &p, parent, time_ns);
	pack_record(&p, RECORD_COMM, MISC_COMM_EXEC);
	pack_u32(&p, pid);
	pack_u32(&p, pid);
	pack_name(&p, "added");
	add_record(e, &p, pid, time_ns);
	add_mmap2(e, pid, time_ns, CODE_START);
}
