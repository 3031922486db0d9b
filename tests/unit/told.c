/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/told.h"

void
told_read(struct told *t)
{
	const struct scan_options one_thread = { .threads = 1 };

	assert_int_equal(recording_from_bytes(&t->recording, "some.data",
	    t->writer.bytes, t->writer.len), 0);
	assert_int_equal(
	    scan_recording(&t->timeline, &t->recording, &one_thread), 0);
}

void
tell(struct told *t, const struct telling *telling, const struct step *step,
    size_t steps)
{
	write_steps(&t->writer, telling, step, steps);
	told_read(t);
}

void
told_release(struct told *t)
{
	timeline_release(&t->timeline);
	recording_close(&t->recording);
	recording_writer_release(&t->writer);
}

void
write_filler(struct recording_writer *w, uint32_t pid, uint64_t time_ns)
{
	const struct writer_fields f = {
		.id = 1, .pid = pid, .tid = pid, .time_ns = time_ns
	};
	char name[LONG_NAME + 1];

	memset(name, 'x', LONG_NAME);
	name[LONG_NAME] = '\0';
	for (int i = 0; i < APART_BYTES / LONG_NAME; i++)
		recording_writer_mmap2(w, &f, 4096 * i, 4096, name);
}
