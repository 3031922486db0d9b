/* SPDX-License-Identifier: GPL-2.0-only */
/* Recordings of one event that are written only to be scanned. */
#ifndef UNIT_SCANNED_H
#define UNIT_SCANNED_H

#include "data/format.h"
#include "data/recording.h"
#include "data/scan.h"
#include "data/timeline.h"
#include "generator/recording_writer.h"
#include "unit/testing.h"

enum {
	USUAL_TYPE = SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_CPU,
	USUAL_LEN = 40, /* bytes of a sample of that type */
	CPUS_KNOWN = 8192, /* CPUs from here on are counted as none */
};

static const struct scan_options one_thread = { .threads = 1 };

/* Starts a recording with one event. */
static inline void
start(struct recording_writer *w, uint64_t sample_type)
{
	recording_writer_start(w, NULL);
	recording_writer_event(w, &(struct writer_event){
	    .sample_type = sample_type, .sample_id_all = true, .first_id = 1,
	    .ids = 2 });
}

static inline void
sample(struct recording_writer *w, uint64_t time_ns, uint32_t cpu)
{
	recording_writer_sample(w, &(struct writer_fields){
	    .id = 1, .time_ns = time_ns, .cpu = cpu });
}

/* Ends the recording and scans it, as a file in memory. */
static inline int
scan(struct recording_writer *w, struct timeline *t)
{
	struct recording r;
	int status;

	recording_writer_finish(w);
	assert_int_equal(recording_from_bytes(&r, "some.data", w->bytes,
	    w->len), 0);
	status = scan_recording(t, &r, &one_thread);
	recording_close(&r);
	recording_writer_release(w);
	return status;
}

static inline uint64_t
bytes_in(const struct density *d)
{
	return density_between(d, DENSITY_BYTES, 0, UINT64_MAX);
}

#endif
