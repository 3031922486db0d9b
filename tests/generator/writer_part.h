/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One file of a recording being written.  What is to be compressed goes
 * through one zstd stream, as perf record -z has it: a COMPRESSED record holds
 * the next so many bytes of records, wherever in one of them that ends.
 */
#ifndef GENERATOR_WRITER_PART_H
#define GENERATOR_WRITER_PART_H

#include <stdio.h>
#include <zstd.h>

#include "generator/packer.h"

struct writer_part {
	FILE *stream;    /* NULL while nothing was written */
	uint64_t offset; /* where the next byte goes */
	size_t compress; /* most bytes of records in a COMPRESSED one */
	bool compressed2;
	struct packer pending; /* records that are not compressed yet */
	ZSTD_CStream *zstd;    /* NULL until something was compressed */
};

/* Writes bytes as they are, behind all that came before. */
void part_write(struct writer_part *, const void *bytes, size_t len);

/* Writes records through the stream. */
void part_deflate(struct writer_part *, const void *bytes, size_t len);

/* Writes what was held back to fill a COMPRESSED record. */
void part_flush(struct writer_part *);

/* Ends writing, and frees what is held. */
void part_close(struct writer_part *);

#endif
