/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The index of a recording, made by one scan: its samples in extents, with
 * their times and processes, and every other record by itself.  With it a slice
 * is made without reading the rest of the recording (slice.h).  Offsets are in
 * bytes into the first part; for a record in a COMPRESSED one they are those of
 * the latter.
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

/* The records from one offset to the start of the next extent. */
struct index_extent {
	uint64_t offset;
	uint64_t first_ns; /* of its samples with a time, */
	uint64_t last_ns;  /* 0 for none */
	uint32_t bytes;    /* bytes of its samples, decompressed */
	uint32_t pids;     /* index of its first process in pid[] */
	uint32_t late;     /* 1 if perf prints some of them out of order */
	uint32_t unused;   /* 0, so that all bytes are the index's own */
};

/* A record that is no sample. */
struct index_other {
	uint64_t offset;
	uint64_t when_ns; /* from when on it has an effect */
	uint32_t pid;     /* as record_process() has it */
	uint32_t child;   /* as record_link() has them; */
	uint32_t parent;  /* INDEX_NO_PARENT for no link */
	uint32_t inert;   /* 1 if names and maps are the same after it */
};

/* Reasons why a recording cannot be sliced. */
enum index_flaw {
	INDEX_LAYOUT = 1 << 0,  /* several files, samples of no event, a header
				   that is not whole or not in front,
				   COMPRESSED2 */
	INDEX_TRACE = 1 << 1,   /* samples come from a trace, or carry one */
	INDEX_ORDER = 1 << 2,   /* others come too late for perf to sort */
	INDEX_COUNTERS = 1 << 4, /* samples are printed with what has come of
				    counters since the sample before */
	INDEX_UNTIMED = 1 << 3, /* samples without a time, or others behind
				   them */
};

struct index {
	unsigned flaws;
	bool inflated; /* some records are in COMPRESSED ones */
	bool odd_comms; /* tasks have names as odd_comm() finds them */
	uint64_t everyone_ns; /* as of affects_all_tasks.h, or INDEX_NEVER */
	uint64_t extent_bytes; /* least length of an extent */
	struct index_extent *extent;
	size_t extents, extent_room;
	struct index_other *other; /* all but RECORD_COMPRESSED */
	size_t others, other_room;
	uint32_t *pid; /* of samples, extent by extent */
	size_t pids, pid_room;
	bool sampled; /* a sample has been seen */
	struct affects_all_tasks affects;
	struct { uint32_t pid, extent; } *seen; /* the latest, by pid */
	void *mapping; /* which has the arrays, or NULL */
	size_t mapped;
};

void index_start(struct index *, const struct recording *);

/*
 * Adds a sample of a process; its time in ns may be EVENT_NO_TIME.  is_late
 * says that perf has printed later samples before.
 */
void index_add_sample(struct index *, const struct record *, uint64_t time_ns,
    uint32_t pid, bool is_late);

/*
 * Adds a record that is no sample.  when_ns is its time, or what perf has
 * printed up to if it is not timed; is_late is as above.
 */
void index_add_other(struct index *, const struct record *, uint64_t when_ns,
    bool is_timed, bool is_late);

/* Ends the index: nothing may be added after this. */
void index_finish(struct index *);

void index_release(struct index *);

/* Returns the offset of the end of an extent, UINT64_MAX for the last. */
uint64_t index_extent_end(const struct index *, size_t i);

/*
 * Returns why the recording cannot be sliced, as the end of a sentence, or NULL
 * when it can.  The text is static.
 */
const char *index_refusal(const struct index *);

/*
 * Says whether perf may print samples between two times, both included, out of
 * the order of their times.  How far depends on all records of the recording,
 * so that a slice of these times is not enough.
 */
bool index_is_tangled(
    const struct index *, uint64_t start_ns, uint64_t end_ns);

/*
 * Writes the index of a recording with this digest into a stream, with numbers
 * as they lie in the memory of this machine.  Errors are the stream's:
 * ferror(3).
 */
void index_write(const struct index *, const struct digest *, FILE *);

/*
 * Maps the index in the file at path.  Returns 0, or -1 without a message if
 * there is no file, or it is damaged or of another recording, since everything
 * works without.
 */
int index_open(struct index *, const struct digest *, const char *path);

#endif
