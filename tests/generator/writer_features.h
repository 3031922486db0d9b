/* SPDX-License-Identifier: GPL-2.0-only */
/* The header features of a recording being written, for its writer only. */
#ifndef GENERATOR_WRITER_FEATURES_H
#define GENERATOR_WRITER_FEATURES_H

#include <stdint.h>

struct packer;
struct recording_writer;

/* Sets the features by which perf knows the layout. */
void set_layout_features(struct recording_writer *);

/* Packs the table of features and what it points to, from an offset on. */
void pack_feature_table(
    struct packer *, const struct recording_writer *, uint64_t offset);

#endif
