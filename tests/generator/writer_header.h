/* SPDX-License-Identifier: GPL-2.0-only */
/* What stands before the records of a recording, for its writer only. */
#ifndef GENERATOR_WRITER_HEADER_H
#define GENERATOR_WRITER_HEADER_H

#include <stdint.h>

struct packer;
struct recording_writer;

/* Packs the ids of all events, then their attributes, from an offset on. */
void pack_events(
    struct packer *, const struct recording_writer *, uint64_t offset);

/* Packs the header of a file whose data have so many bytes. */
void pack_file_header(
    struct packer *, const struct recording_writer *, uint64_t data_len);

/* Packs the header of a pipe, and the records that say the rest of one. */
void pack_pipe_header(struct packer *, const struct recording_writer *);

#endif
