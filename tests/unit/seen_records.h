/* SPDX-License-Identifier: GPL-2.0-only */
/* What a reader sees of a recording's records, to compare recordings by. */
#ifndef UNIT_SEEN_RECORDS_H
#define UNIT_SEEN_RECORDS_H

#include "perfdata/events.h"
#include "perfdata/format.h"
#include "perfdata/recording.h"
#include "perfdata/records.h"
#include "unit/testing.h"

/* What one of the kernel's records says. */
struct seen {
	uint32_t type;
	uint16_t size;
	ptrdiff_t event; /* its number, -1 for none */
	uint64_t time_ns;
	uint32_t cpu;
};

enum { SEEN_MAX = 400 };

/* Looks at all records of the kernel; returns how many there are. */
size_t look_at_all(const struct recording *r, struct seen seen[SEEN_MAX]);

void are_same(const struct seen *a, size_t a_count, const struct seen *b,
    size_t b_count);

#endif
