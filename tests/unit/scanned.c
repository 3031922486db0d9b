/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/scanned.h"

const struct scan_options one_thread = { .threads = 1 };

void
scanned_start(struct recording_writer *w, uint64_t sample_type)
{
	recording_writer_start(w, NULL);
	recording_writer_event(w, &(struct writer_event){
	    .sample_type = sample_type, .sample_id_all = true, .first_id = 1,
	    .ids = 2 });
}

void
scanned_sample(struct recording_writer *w, uint64_t time_ns, uint32_t cpu)
{
	recording_writer_sample(w, &(struct writer_fields){
	    .id = 1, .time_ns = time_ns, .cpu = cpu });
}

int
scanned_scan(struct recording_writer *w, struct timeline *t)
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

uint64_t
bytes_in(const struct density *d)
{
	return density_between(d, DENSITY_BYTES, 0, UINT64_MAX);
}
