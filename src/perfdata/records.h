/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the records of a recording, file by file; those inside a COMPRESSED
 * record come right after it.
 */
#ifndef PERFDATA_RECORDS_H
#define PERFDATA_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct recording;

/* One record, valid until the next is read. */
struct record {
	const unsigned char *bytes;
	uint64_t offset; /* in its file, or that of the COMPRESSED it was in */
	uint64_t after;  /* bytes of trace or the like after it */
	uint32_t type;
	uint16_t size;   /* of the record alone */
	bool swapped;    /* in the other byte order */
	bool inflated;   /* it was in a COMPRESSED record */
};

/* A position in a recording. */
struct records {
	const struct recording *recording;
	size_t part;     /* number of the file */
	uint64_t offset; /* of the next record in that file */
	struct inflater *inflater; /* for this file; NULL while not needed */
	uint64_t holder; /* offset of the COMPRESSED record it reads */
	bool cut_off;    /* the file ends, at offset, within a record */
};

/* Starts at the first record. records_end() frees what it holds. */
void records_start(struct records *, const struct recording *);

/*
 * Reads the next record.  Returns 1, or 0 at the end, or -1 with a message when
 * the bytes there are no record.  A pipe may end within a record, which perf
 * leaves out, too.
 */
int records_next(struct records *, struct record *);

void records_end(struct records *);

/*
 * Continues at an offset in the first file, which is not compressed; at its end
 * if there are no records at that offset.
 */
void records_seek(struct records *, uint64_t offset);

/* Says whether a record only contains others, compressed. */
bool record_is_compressed(const struct record *);

/* Says whether a record is about the kernel, by its CPU mode. */
bool record_is_kernel(const struct record *);

/*
 * Returns the process that a record, which is no sample, is about; 0 for the
 * kernel and for records about no process.
 */
uint32_t record_process(const struct record *);

/*
 * Says whether a record that is no sample leaves the names of all tasks, and
 * what is mapped where, as they are.
 */
bool record_is_inert(const struct record *);

/*
 * Says whether perf, from this record on, gives one process, the child, what it
 * knows of another, the parent: it was forked from it, or a thread of the
 * parent has the child's number, since perf tells tasks apart by the number of
 * the thread alone.
 */
bool record_link(const struct record *, uint32_t *child, uint32_t *parent);

/* Returns the name of a type of record, or NULL. */
const char *record_type_name(uint32_t type);

#endif
