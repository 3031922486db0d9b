/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last branches before a sample, as the processor has recorded them.  perf
 * prints each end of a branch as its address, or for brstacksym as its symbol
 * and the offset in it, which it tells us.
 */
#ifndef PRINTER_BRANCHES_H
#define PRINTER_BRANCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "printer/memory.h"

struct perf_dlfilter_sample;

/*
 * Where a branch comes from, or where it goes to.  Its text is the name, which
 * has the characters around it that perf prints, then the value, if any.
 */
struct branch_end {
	const char *name; /* "/main+0x" or "/0x" */
	size_t name_len;
	bool has_value;
	uint64_t value; /* the offset from the symbol, or the address */
	struct memory_piece behind; /* the DSO; of a target, flags as well */
};

struct branch {
	struct branch_end from;
	struct branch_end to;
};

enum { BRANCHES_AT_MOST = 256, BRANCHES_NAMES = 1 << 16 };

/* Names are copies, since perf may free its own before the next sample. */
struct branches {
	struct branch branch[BRANCHES_AT_MOST];
	size_t count;
	char names[BRANCHES_NAMES]; /* each with '\0' behind it */
	size_t names_len;
};

/*
 * Fills in the branches of a sample, none if the fields that are printed
 * (fields.h) have none.  Returns false when the sample must be left to perf:
 * there are too many, or perf prints more than it tells.
 */
bool branches_take(struct branches *, const struct perf_dlfilter_sample *,
    uint32_t fields, void *ctx, const struct memory *);

#endif
