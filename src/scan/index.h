/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where in a recording the records of a time lie, as one scan finds it: its
 * samples in extents, with the times and processes in each, and every other
 * record by itself.  With it a slice of the recording is made without reading
 * the rest (slice.h).  Offsets are into the first file of the recording, for
 * records in a COMPRESSED one those of that.
 */
#ifndef SCAN_INDEX_H
#define SCAN_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/digest.h"
#include "scan/affects_all_tasks.h"

struct record;
struct recording;

#define INDEX_NO_PARENT UINT32_MAX
#define INDEX_NEVER UINT64_MAX

/* All records from one offset to where the next extent starts. */
struct index_extent {
	uint64_t offset;
	uint64_t first_ns; /* of its samples with a time; */
	uint64_t last_ns;  /* 0 when there is none */
	uint32_t bytes;    /* of its samples, inflated */
	uint32_t pids;     /* number of its first process in all of pid[] */
	uint32_t late;     /* 1 if perf prints some of them out of turn */
	uint32_t unused;   /* 0, as below */
};

/* A record that is no sample. */
struct index_other {
	uint64_t offset;
	uint64_t when_ns; /* from when on it counts */
	uint32_t pid;     /* as record_process() has it */
	uint32_t child;   /* as record_link() has them; */
	uint32_t parent;  /* INDEX_NO_PARENT for no link */
	uint32_t unused;  /* 0, so that all bytes are the index's own */
};

/* Why a recording cannot be sliced. */
enum index_flaw {
	INDEX_LAYOUT = 1 << 0,  /* several files, samples of no event, a header
				   that is not whole or not in front,
				   COMPRESSED2 */
	INDEX_TRACE = 1 << 1,   /* samples are made of a trace, or carry one */
	INDEX_ORDER = 1 << 2,   /* other records that perf sees out of turn */
	INDEX_COUNTERS = 1 << 4, /* samples are printed with what has come of
				    counters since the sample before */
	INDEX_UNTIMED = 1 << 3, /* samples without a time, or others behind
				   them */
};

struct index {
	unsigned flaws;
	bool inflated; /* records lie in COMPRESSED ones */
	uint64_t everyone_ns; /* from when on all tasks matter, as of
				 affects_all_tasks.h, or INDEX_NEVER */
	uint64_t extent_bytes; /* how long an extent is at least */
	struct index_extent *extent;
	size_t extents, extent_room;
	struct index_other *other; /* of all but RECORD_COMPRESSED */
	size_t others, other_room;
	uint32_t *pid; /* of the samples, extent by extent */
	size_t pids, pid_room;
	bool sampled; /* a sample has been seen */
	struct affects_all_tasks affects;
	struct { uint32_t pid, extent; } *seen; /* lately, by pid */
	void *mapping; /* that the arrays lie in, or NULL */
	size_t mapped;
};

void index_start(struct index *, const struct recording *);

/*
 * Takes in a sample and the process it is of; time may be EVENT_NO_TIME.
 * is_late when perf has printed what is after it.
 */
void index_add_sample(struct index *, const struct record *, uint64_t time_ns,
    uint32_t pid, bool is_late);

/* Takes in another record, likewise. */
void index_add_other(struct index *, const struct record *, uint64_t when_ns,
    bool is_timed, bool is_late);

/* Ends it: nothing is added any more. */
void index_finish(struct index *);

void index_release(struct index *);

/*
 * Returns the offset at which extent number i ends, UINT64_MAX for the last.
 */
uint64_t index_extent_end(const struct index *, size_t i);

/*
 * Returns why a recording cannot be sliced, as the end of a sentence; NULL when
 * it can.
 */
const char *index_refusal(const struct index *);

/*
 * Says whether perf prints samples from the one time to the other, both
 * included, out of the order of their times, or may do so: how far is for all
 * records of the recording to say, so that a slice of that time would not do.
 */
bool index_is_tangled(
    const struct index *, uint64_t start_ns, uint64_t end_ns);

/*
 * Writes an index, as it is of a recording with this digest, into a stream; as
 * numbers lie in the memory of this machine.
 */
void index_write(const struct index *, const struct digest *, FILE *);

/*
 * Maps the index in the file at path.  Returns -1, without a message, if there
 * is none, or it is damaged or of another recording: what is in it can be
 * done without.
 */
int index_open(struct index *, const struct digest *, const char *path);

#endif
