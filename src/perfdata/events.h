/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The events of a recording: their attributes, and where in a sample or in
 * the sample_id that ends other records their times and CPUs lie.  Source of
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
	uint16_t sample_min;  /* of a sample, up to its CPU */
	uint16_t trailer_len; /* of the whole sample_id, 0 for none */
};

struct event {
	uint32_t type;
	uint64_t config;
	uint64_t sample_type;
	bool sample_id_all;
	struct event_layout layout;
};

/* An id that the kernel gave to one event on one CPU or task. */
struct event_id {
	uint64_t id;
	uint32_t event;
};

struct events {
	struct event *event;
	size_t count, room;
	struct event_id *id; /* sorted by id */
	size_t id_count, id_room;
	bool swapped;         /* ids lie in the other byte order */
	bool uniform;         /* one layout serves all events */
	uint16_t sample_id;   /* offset of the id in any sample, 0 for none */
	uint16_t trailer_id;  /* back from the end of other records */
};

struct record;

/*
 * Adds an event with its attribute's fields and ids; ids are 64-bit values as
 * they lie in the file.
 */
void events_add(struct events *, const struct event *,
    const unsigned char *ids, size_t id_count);

/*
 * Ends the list: works out layouts and how a record tells its event.  Returns
 * 0, or -1 when the events disagree about where their ids lie; perf cannot
 * read such a recording either.
 */
int events_finish(struct events *);

/* Frees the list. */
void events_release(struct events *);

/* Returns the event of a sample, or NULL for an id that no event has. */
const struct event *events_of_sample(
    const struct events *, const struct record *);

/* Returns the event whose sample_id ends a record, no sample, or NULL. */
const struct event *events_of_trailer(
    const struct events *, const struct record *);

/*
 * Says whether samples may be of several events; a dummy, which records only
 * the side-band, has none.
 */
bool events_mix(const struct events *);

/*
 * Says whether samples carry the values of counters (PERF_SAMPLE_READ): perf
 * prints what these have gained since the sample before, whatever the range.
 */
bool events_read_counters(const struct events *);

/* Says whether some event's samples carry stacks, which perf unwinds. */
bool events_carry_stacks(const struct events *);

/* Says whether some event may be one of single branches, as BTS has them. */
bool events_are_branches(const struct events *);

/* Says whether some event's samples have no callchains. */
bool events_lack_callchains(const struct events *);

/* Says whether samples carry raw data, as those of tracepoints do. */
bool events_carry_raw_data(const struct events *);

/* Says whether samples carry pieces of a trace (perf record --aux-sample). */
bool events_carry_trace(const struct events *);

/*
 * Says whether perf script accepts --cpu: of each type that the kernel itself
 * defines, perf looks whether the first event's samples have a CPU.
 */
bool events_accept_cpu(const struct events *);

/*
 * Gives the time of a sample, EVENT_NO_TIME when it has none, and its CPU or
 * EVENT_NO_CPU.  Returns -1 when the sample is too short for its event.
 */
int event_sample_when(const struct event *, const struct record *,
    uint64_t *time_ns, uint32_t *cpu);

/*
 * Gives the process of a sample for which event_sample_when() had its time.
 * 0 also stands for none: samples of this event do not tell, or the task was
 * gone, of which the kernel says -1 for process and thread; perf knows no names
 * and no maps of either.
 */
uint32_t event_sample_pid(const struct event *, const struct record *);

/*
 * Says whether a sample is of a thread that had ended: it has a process, but
 * -1 for its thread.
 */
bool event_sample_has_ended(const struct event *, const struct record *);

/*
 * Says whether some address of a sample may be one of the kernel's, or of
 * whoever it is that perf looks up in the kernel's maps.
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
