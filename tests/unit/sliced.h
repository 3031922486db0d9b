/* SPDX-License-Identifier: GPL-2.0-only */
/* Slices of recordings that are told step by step, and what must be in them. */
#ifndef UNIT_SLICED_H
#define UNIT_SLICED_H

#include <sys/mman.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slice/slice.h"
#include "unit/told.h"

/* A slice, read back. */
struct sliced {
	unsigned char *bytes;
	size_t len;
	struct recording recording;
};

int memory_file(void);

int slice_of(const struct told *t, const struct contents_range *range,
    uint64_t limit, int fd);

void make_slice(struct sliced *s, const struct told *t,
    const struct contents_range *range);

void sliced_release(struct sliced *s);

/* Reads on to the next record that holds no others; 0 at the end. */
int next_held(struct records *records, struct record *record);

/* Processes below this number are told apart. */
enum { NEEDED = 4096 };

/* Slices and checks; returns how many samples there are. */
size_t check_slice(const struct told *t, const struct contents_range *range,
    size_t *more_than_needed);

#endif
