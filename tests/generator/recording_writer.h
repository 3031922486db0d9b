/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes recordings for tests: the events, records and header features that a
 * test asks for, in any layout, byte order and age that perf has had.  perf
 * script reads them like its own, unless a test breaks one on purpose.
 *
 * The order of calls is: start, events, records and features, finish, release;
 * and the same calls make the same recording in every layout.  Records must
 * come in the order of their times; the writer does not sort.  It owns the
 * bytes of a recording in memory until it is released.  What fails here is the
 * test's own fault, so it ends the program with a message.
 */
#ifndef GENERATOR_RECORDING_WRITER_H
#define GENERATOR_RECORDING_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "generator/packer.h"
#include "generator/writer_part.h"

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

/* A feature that perf writes and format.h does not need to know. */
enum { WRITER_FEATURE_EVENT_DESC = 12 };

enum { WRITER_EVENTS = 16, WRITER_FEATURES = 256, WRITER_PARTS = 65 };

enum writer_layout {
	WRITER_FILE,
	WRITER_PIPE,  /* what perf record -o - writes */
	WRITER_FOLDER /* of perf record --threads */
};

/* How to write; zeros are a perf.data of this machine. */
struct writer_options {
	enum writer_layout layout;
	bool swap;           /* in the other byte order than this machine's */
	bool version_1;      /* with the magic of perf 3.1 and older */
	int attr_len;        /* bytes of an attribute; 0: WRITER_ATTR_LEN, or
				of version 1 the 64 that perf wants there */
	int feature_word;    /* bytes of the writer's unsigned long; 0: 8 */
	size_t compress;     /* most bytes of the kernel's records that go into
				one COMPRESSED record; 0: none does */
	bool compressed2;    /* COMPRESSED2 instead, newer than perf 6.12 */
};

/* So many always fit a record, however badly they compress. */
enum { WRITER_COMPRESS_MAX = 32768 };

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
	struct writer_options options;
	char *bytes; /* of a recording in memory, once finished */
	size_t len;
	struct writer_event event[WRITER_EVENTS];
	int events;
	uint64_t data_offset; /* 0 until the first record */
	struct writer_part part[WRITER_PARTS];
	int now;      /* number of the part that records go to */
	char *folder; /* path of it, or NULL */
	FILE *pipe;   /* what comes before the records is known at the end */
	char *piped;  /* so this has them until then */
	size_t piped_len;
	struct packer record; /* the one being made */
	struct packer feature[WRITER_FEATURES];
	bool has_feature[WRITER_FEATURES];
};

/* Adds an event's attribute of len bytes, as HEADER_ATTR has it, too. */
void pack_attr(struct packer *, const struct writer_event *, int len);

/* Starts a recording in memory, no folder; options may be NULL. */
void recording_writer_start(
    struct recording_writer *, const struct writer_options *);

/*
 * Starts a recording in a file, which is overwritten, or in a folder, which is
 * made; options may be NULL.
 */
void recording_writer_start_file(struct recording_writer *, const char *path,
    const struct writer_options *);

/* Adds an event, before any record; returns its number, from 0. */
int recording_writer_event(
    struct recording_writer *, const struct writer_event *);

/*
 * Lets the records that follow go to another file of a folder, which is made:
 * 0 is data, where they go first, 1 is data.0 and so on.  Other layouts have
 * only one file, and nothing changes.
 */
void recording_writer_part(struct recording_writer *, int number);

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

/*
 * Writes that no later record is older than the samples before the last one.
 * Nothing in a folder, where this is true of no file.
 */
void recording_writer_finished_round(struct recording_writer *);

/*
 * Writes a record of any type with this body, and no sample_id.  One of perf's
 * own is never compressed.
 */
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

/* Sets NRCPUS. */
void recording_writer_cpus(
    struct recording_writer *, uint32_t available, uint32_t online);

/* Sets SAMPLE_TIME. */
void recording_writer_times(
    struct recording_writer *, uint64_t first_ns, uint64_t last_ns);

/* Writes the features and the header; bytes and len are then there. */
void recording_writer_finish(struct recording_writer *);

/* Frees everything. */
void recording_writer_release(struct recording_writer *);

#endif
