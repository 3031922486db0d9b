/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes recordings for tests: perf.data files in file mode and this machine's
 * byte order, with the events, records and header features that a test asks
 * for.  perf script reads them like its own, unless a test breaks one on
 * purpose.
 *
 * The order of calls is: start, events, records and features, finish, release.
 * Records must come in the order of their times; the writer does not sort.  It
 * owns the bytes of a recording in memory until it is released.  What fails
 * here is the test's own fault, so it ends the program with a message.
 */
#ifndef GENERATOR_RECORDING_WRITER_H
#define GENERATOR_RECORDING_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What format.h does not need to know; all from linux/perf_event.h. */
enum {
	WRITER_SAMPLE_CALLCHAIN = 1 << 5,
	WRITER_SAMPLE_PERIOD = 1 << 8,
	WRITER_TYPE_SOFTWARE = 1,
	WRITER_MISC_USER = 2,
	WRITER_ATTR_LEN = 128, /* PERF_ATTR_SIZE_VER7 */
};

/* Where the frames of user space start in a callchain. */
#define WRITER_CONTEXT_USER ((uint64_t)-512)

/* Features that perf writes and format.h does not need to know. */
enum {
	WRITER_FEATURE_HOSTNAME = 3,
	WRITER_FEATURE_ARCH = 6,
	WRITER_FEATURE_EVENT_DESC = 12,
};

enum { WRITER_EVENTS = 16, WRITER_FEATURES = 256 };

/* An event; ids are first_id, first_id + 1 and so on, or none. */
struct writer_event {
	const char *name; /* for EVENT_DESC; must outlive the writer */
	uint32_t type;
	uint64_t config;
	uint64_t sample_type;
	bool sample_id_all;
	uint64_t first_id;
	uint32_t ids;
};

/*
 * What a sample says, or the sample_id at the end of another record; only the
 * fields that the event's sample_type asks for are written.
 */
struct writer_fields {
	int event; /* number of the event, as recording_writer_event() gave */
	uint64_t id;
	uint32_t pid;
	uint32_t tid;
	uint64_t time_ns;
	uint32_t cpu;
	uint64_t ip; /* from here on in samples only */
	uint64_t addr;
	uint64_t period;
	const uint64_t *chain; /* callchain, with its contexts */
	size_t chain_len;
};

struct recording_writer {
	FILE *stream;
	char *bytes;  /* of a recording in memory, once finished */
	size_t len;
	struct writer_event event[WRITER_EVENTS];
	int events;
	uint64_t attrs_offset;
	uint64_t data_offset; /* 0 until the first record */
	uint64_t offset;      /* where the next byte goes */
	struct {
		bool has;
		unsigned char *bytes;
		size_t len;
	} feature[WRITER_FEATURES];
	unsigned char record[UINT16_MAX + 1]; /* the one being made */
	size_t record_len;
};

/* Starts a recording in memory. */
void recording_writer_start(struct recording_writer *);

/* Starts a recording in a file, which is overwritten. */
void recording_writer_start_file(struct recording_writer *, const char *path);

/* Adds an event, before any record; returns its number, from 0. */
int recording_writer_event(
    struct recording_writer *, const struct writer_event *);

/* Writes a sample. */
void recording_writer_sample(
    struct recording_writer *, const struct writer_fields *);

/* Writes the name that a thread has from now on. */
void recording_writer_comm(struct recording_writer *,
    const struct writer_fields *, const char *comm);

/* Writes that the process has mapped len bytes of the file path at addr. */
void recording_writer_mmap2(struct recording_writer *,
    const struct writer_fields *, uint64_t addr, uint64_t len,
    const char *path);

/* Writes that process parent made the process of the fields, or its end. */
void recording_writer_fork(struct recording_writer *,
    const struct writer_fields *, uint32_t parent);
void recording_writer_exit(struct recording_writer *,
    const struct writer_fields *, uint32_t parent);

/* Writes that no later record is older than the samples before the last one. */
void recording_writer_finished_round(struct recording_writer *);

/* Writes a record of any type with this body, and no sample_id. */
void recording_writer_record(struct recording_writer *, uint32_t type,
    const void *body, size_t len);

/* Writes bytes as they are; they need not be a record. */
void recording_writer_bytes(
    struct recording_writer *, const void *bytes, size_t len);

/* Sets a header feature to these bytes, or to one string. */
void recording_writer_feature(struct recording_writer *, int feature,
    const void *bytes, size_t len);
void recording_writer_string(
    struct recording_writer *, int feature, const char *text);

/*
 * Sets the features that every perf record writes, for a machine with so many
 * CPUs: NRCPUS, CMDLINE, VERSION, HOSTNAME, ARCH and EVENT_DESC.
 */
void recording_writer_usual_features(struct recording_writer *, uint32_t cpus);

/* Sets SAMPLE_TIME. */
void recording_writer_times(
    struct recording_writer *, uint64_t first_ns, uint64_t last_ns);

/* Writes the features and the header; bytes and len are then there. */
void recording_writer_finish(struct recording_writer *);

/* Frees everything. */
void recording_writer_release(struct recording_writer *);

#endif
