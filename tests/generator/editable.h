/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording taken apart so that tests can edit it: its records, in the order
 * of the file, each with memory of its own.  Written again, it is as valid for
 * perf as it was: the sizes and offsets of the header fit, and where the header
 * says from when to when there are samples it says what is true.
 *
 * Only a perf.data of this machine's byte order, neither compressed nor with a
 * trace, whose events all have addresses, tasks and times.  Whatever fails here
 * ends the program with a message.
 */
#ifndef GENERATOR_EDITABLE_H
#define GENERATOR_EDITABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "perfdata/recording.h"

struct packer;

struct editable_record {
	unsigned char *bytes;
	const struct event *event; /* NULL for records of perf's own */
	uint64_t time_ns;          /* 0 for none */
	uint32_t type;
	uint16_t size;
};

struct editable {
	struct recording recording; /* as it was */
	struct editable_record *record;
	size_t count, room;
};

/* Reads the recording at path. */
void editable_open(struct editable *, const char *path);

/* Writes it to a file, which may be the one that was read. */
void editable_write(const struct editable *, const char *path);

/* Frees everything. */
void editable_close(struct editable *);

/* Returns a copy of a record, for editable_insert(). */
struct editable_record editable_copy(const struct editable_record *);

/*
 * Makes a record of the kernel out of its head and body, which may have grown
 * in any packer: adds when it happened and to whom.
 */
struct editable_record editable_make(
    const struct editable *, const struct packer *, uint32_t pid, uint64_t ns);

/* Puts a record, which is owned from then on, before number at. */
void editable_insert(
    struct editable *, size_t at, const struct editable_record *);

/*
 * Puts a record where perf script finds it in the order of times, behind
 * others of its time that lie in front of that place.
 */
void editable_insert_by_time(struct editable *, const struct editable_record *);

/* Ends the recording with a FINISHED_ROUND, if it does not yet. */
void editable_end_round(struct editable *);

/* Drops the records for which the function says so. */
void editable_drop(struct editable *,
    bool drop(const struct editable_record *, uint64_t), uint64_t argument);

/* Gives the times of the first and last sample; zeros when there is none. */
void editable_times(
    const struct editable *, uint64_t *first_ns, uint64_t *last_ns);

/* Sets when a record happened that has a time already. */
void editable_set_time(struct editable_record *, uint64_t time_ns);

/* Returns fields of a sample. */
uint64_t editable_ip(const struct editable_record *);
uint32_t editable_pid(const struct editable_record *);

#endif
