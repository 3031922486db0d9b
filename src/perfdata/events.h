/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The events of a recording: their attributes, and where times and CPUs lie in
 * their samples and in the sample_id at the end of other records.  Source of
 * both layouts: the comments on PERF_RECORD_SAMPLE and struct sample_id in
 * linux/perf_event.h.
 */
#ifndef PERFDATA_EVENTS_H
#define PERFDATA_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVENT_NO_TIME UINT64_MAX
#define EVENT_NO_CPU UINT32_MAX

/* Offsets in bytes; 0 where the event has no such field. */
struct event_layout {
	uint16_t sample_tid;  /* from the start of a sample */
	uint16_t sample_time;
	uint16_t sample_cpu;
	uint16_t trailer_time; /* back from the end of any other record */
	uint16_t trailer_cpu;
	uint16_t sample_min;  /* bytes of a sample up to its CPU */
	uint16_t trailer_len; /* bytes of the whole sample_id, 0 for none */
	uint16_t sample_period;
};

struct event {
	uint32_t type;
	uint64_t config;
	uint64_t sample_type;
	bool sample_id_all;
	struct event_layout layout;
};

/* An id that the kernel gave to an event on one CPU or task. */
struct event_id {
	uint64_t id;
	uint32_t event;
};

struct events {
	struct event *event;
	size_t count, room;
	struct event_id *id; /* sorted by id */
	size_t id_count, id_room;
	bool swapped;         /* ids are in the other byte order */
	bool uniform;         /* all events have one layout */
	uint16_t sample_id;   /* offset of the id in any sample, 0 for none */
	uint16_t trailer_id;  /* the same of other records, from their end */
};

struct record;

/*
 * Adds an event with the fields of its attribute, and its ids, which are 64-bit
 * values as they lie in the file.
 */
void events_add(struct events *, const struct event *,
    const unsigned char *ids, size_t id_count);

/*
 * Computes layouts, and how a record names its event, once all events were
 * added.  Returns 0, or -1 when events disagree about where their ids lie; perf
 * cannot read such a recording either.
 */
int events_finish(struct events *);

/* Frees the list. */
void events_release(struct events *);

/*
 * Returns an event with the layout of a sample, or NULL when no event has its
 * id.
 */
const struct event *events_of_sample(
    const struct events *, const struct record *);

/*
 * Returns the event of a sample itself, not just one of its layout: that with
 * its id, or the only one there is; NULL when it is not known.
 */
const struct event *events_by_id_of_sample(
    const struct events *, const struct record *);

/*
 * Returns the event of a record that is no sample, by its sample_id, or NULL.
 */
const struct event *events_of_trailer(
    const struct events *, const struct record *);

/*
 * Says whether samples may belong to several events; a dummy, which only
 * records the side-band, has none.
 */
bool events_mix(const struct events *);

/*
 * Says whether samples carry the values of counters (PERF_SAMPLE_READ): perf
 * prints how much these grew since the sample before, which may lie outside the
 * range.
 */
bool events_read_counters(const struct events *);

/* Says whether some event's samples carry stacks, which perf unwinds. */
bool events_carry_stacks(const struct events *);

/* Says whether some event's samples have the last branches before them. */
bool events_have_branch_stacks(const struct events *);

/* Says whether some event may sample single branches, as BTS does. */
bool events_are_branches(const struct events *);

/* Says whether some event's samples have no callchains. */
bool events_lack_callchains(const struct events *);

/* Says whether samples carry raw data, as those of tracepoints do. */
bool events_carry_raw_data(const struct events *);

/* Says whether samples carry pieces of a trace (perf record --aux-sample). */
bool events_carry_trace(const struct events *);

/*
 * Says whether perf script accepts --cpu: for each type that the kernel itself
 * defines, perf checks that samples of the first event have a CPU.
 */
bool events_accept_cpu(const struct events *);

/*
 * Gives the time of a sample in ns, or EVENT_NO_TIME, and its CPU, or
 * EVENT_NO_CPU.  Returns 0, or -1 when the sample is too short for its event.
 */
int event_sample_when(const struct event *, const struct record *,
    uint64_t *time_ns, uint32_t *cpu);

/*
 * Zeroes, in a copy of a sample that event_sample_when() has accepted, what
 * says when and on which CPU it was taken, its period, and its ids.
 */
void event_sample_blank(const struct event *, unsigned char *bytes);

/*
 * Returns the process of a sample for which event_sample_when() returned 0. 0
 * also stands for an unknown process: samples of this event do not have it, or
 * the task was gone, for which the kernel writes -1 as process and thread.
 * perf knows no names and no maps of either.
 */
uint32_t event_sample_pid(const struct event *, const struct record *);

/*
 * Says whether the thread of a sample had ended: the sample has a process, but
 * -1 as its thread.
 */
bool event_sample_has_ended(const struct event *, const struct record *);

/*
 * Says whether an address of a sample may lie in the kernel, or be looked up by
 * perf in the kernel's maps.
 */
bool event_sample_in_kernel(const struct event *, const struct record *);

/*
 * Returns the time in ns in the sample_id of a record that is no sample,
 * EVENT_NO_TIME when it has none.
 */
uint64_t event_trailer_time(const struct event *, const struct record *);

/*
 * Returns the time in ns by which perf sorts a record that is no sample, or
 * EVENT_NO_TIME when perf handles it as soon as it reads it: records that perf
 * itself wrote have no time, and 0 stands for none, too.
 */
uint64_t events_sorting_time(const struct events *, const struct record *);

#endif
