/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads a recording once, from one end to the other. */
#ifndef SCAN_SCAN_H
#define SCAN_SCAN_H

#include <stdbool.h>
#include <stdint.h>

struct recording;
struct timeline;

struct scan_options {
	unsigned threads; /* that may work at a time, at least 1 */
	bool by_cpu; /* also look for what same_time.h finds */
	/*
	 * Called now and then with the bytes done and all bytes; may be NULL.
	 */
	void (*progress)(uint64_t done, uint64_t all);
};

/*
 * Fills a timeline, for timeline_release().  Returns 0, or -1 with a message
 * that names the offset of a record that makes no sense.
 */
int scan_recording(struct timeline *, const struct recording *,
    const struct scan_options *);

#endif
