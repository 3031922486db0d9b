/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The records of a recording, one after the other: file by file, and those in
 * a COMPRESSED record right behind it.
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
	uint64_t offset; /* in its file, or of the COMPRESSED that holds it */
	uint64_t after;  /* bytes of a trace or the like that follow it */
	uint32_t type;
	uint16_t size;   /* of the record alone */
	bool swapped;    /* of the other byte order */
	bool inflated;   /* was in a COMPRESSED record */
};

/* Where reading has come to. */
struct records {
	const struct recording *recording;
	size_t part;     /* number of the file */
	uint64_t offset; /* there, of what is read next */
	struct inflater *inflater; /* of this file, NULL while not needed */
	uint64_t holder; /* offset of what it was fed last */
	bool cut_off;    /* the end, at offset, is within a record */
};

/* Starts at the first record; to be ended by records_end(). */
void records_start(struct records *, const struct recording *);

/*
 * Reads the next record.  Returns 1, or 0 at the end, or -1 with a message
 * when the bytes there are no record.  A pipe may end within a record, which
 * perf leaves out as well.
 */
int records_next(struct records *, struct record *);

void records_end(struct records *);

/*
 * Goes on at an offset into the first file, which is not compressed; at its
 * end if there are no records at that offset.
 */
void records_seek(struct records *, uint64_t offset);

/* Says whether a record holds others, compressed, and counts for nothing. */
bool record_is_compressed(const struct record *);

/* Says whether a record tells of the kernel, by who was running. */
bool record_is_kernel(const struct record *);

/*
 * Returns the process that a record, no sample, is about; 0 for the kernel and
 * for records that are about none.
 */
uint32_t record_process(const struct record *);

/*
 * Says whether from a record on perf has of one process, the child, what it
 * knew of another: since it was forked from that, or since a thread of that has
 * its number; perf tells tasks apart by the number of their threads alone.
 */
bool record_link(const struct record *, uint32_t *child, uint32_t *parent);

/* Returns the name of a type of record, NULL for those without one. */
const char *record_type_name(uint32_t type);

#endif
