/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading a recording from one end to the other, once. */
#ifndef SCAN_SCAN_H
#define SCAN_SCAN_H

#include <stdbool.h>
#include <stdint.h>

struct recording;
struct timeline;

struct scan_options {
	unsigned threads; /* that may work at a time, 1 at least */
	bool by_cpu; /* look for what same_time.h finds, too */
	/* Told of bytes done and of all bytes now and then; may be NULL. */
	void (*progress)(uint64_t done, uint64_t all);
};

/*
 * Fills a timeline.  Returns 0, or -1 with a message that names the offset
 * where the records make no sense.
 */
int scan_recording(struct timeline *, const struct recording *,
    const struct scan_options *);

#endif
