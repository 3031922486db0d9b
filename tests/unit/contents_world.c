/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/contents_world.h"

/* Writes a record of no process; the writer knows none. */
static void
write_ksymbol(struct recording_writer *w, const struct writer_fields *f)
{
	struct packer p = { .swap = w->options.swap };
	uint64_t type = w->event[0].sample_id_all ? w->event[0].sample_type : 0;

	pack_u64(&p, f->addr);
	if (type & SAMPLE_TID) {
		pack_u32(&p, f->pid);
		pack_u32(&p, f->tid);
	}
	if (type & SAMPLE_TIME)
		pack_u64(&p, f->time_ns);
	if (type & SAMPLE_CPU) {
		pack_u32(&p, f->cpu);
		pack_u32(&p, 0);
	}
	if (type & SAMPLE_IDENTIFIER)
		pack_u64(&p, f->id);
	recording_writer_record(w, RECORD_KSYMBOL, p.bytes, p.len);
	packer_release(&p);
}

void
write_step(struct recording_writer *w, const struct step *s)
{
	char text[32];
	const struct writer_fields f = {
		.id = s->what == UNKNOWN ? 99 : 1,
		.pid = s->pid,
		.tid = s->pid,
		.time_ns = s->time_ns,
		.cpu = s->cpu,
		.ip = s->value,
		.addr = s->value,
	};

	snprintf(text, sizeof text, "name-%lu", (unsigned long)s->value);
	recording_writer_part(w, 1 + s->cpu);
	if (s->what == SAMPLE || s->what == UNKNOWN)
		recording_writer_sample(w, &f);
	else if (s->what == COMM)
		recording_writer_comm(w, &f, text);
	else if (s->what == MMAP)
		recording_writer_mmap2(w, &f, s->value, 4096, text);
	else if (s->what == FORK)
		recording_writer_fork(w, &f, s->value);
	else if (s->what == EXIT)
		recording_writer_exit(w, &f, s->value);
	else if (s->what == KSYMBOL)
		write_ksymbol(w, &f);
	else
		recording_writer_finished_round(w);
}

void
write_events(struct recording_writer *w, const struct telling *t)
{
	struct writer_event event = {
		.type = WRITER_TYPE_SOFTWARE,
		.sample_type = WORLD_TYPE & ~(t->no_pids ? SAMPLE_TID : 0),
		.sample_id_all = !t->no_sample_id_all,
		.first_id = 1,
		.ids = 1,
	};

	recording_writer_event(w, &event);
	event.sample_type |= SAMPLE_ADDR;
	event.first_id = 2;
	if (t->two_kinds)
		recording_writer_event(w, &event);
}

void
write_steps(struct recording_writer *w, const struct telling *t,
    const struct step *step, size_t steps)
{
	if (t->options.layout == WRITER_FOLDER)
		recording_writer_start_file(
		    w, in_scratch("perf.data"), &t->options);
	else
		recording_writer_start(w, &t->options);
	write_events(w, t);
	for (size_t i = 0; i < steps; i++)
		write_step(w, &step[i]);
	if (t->features)
		t->features(w);
	recording_writer_finish(w);
}

/* Sees that several threads find the same, with an index. */
static void
check_by_index(const struct recording *r, const struct contents_range *range,
    size_t ranges, const struct digest *contents)
{
	const struct scan_options options = { .threads = 1 };
	struct digest *again = xcalloc(ranges, sizeof *again);
	struct timeline t;

	assert_int_equal(scan_recording(&t, r, &options), 0);
	assert_int_equal(
	    contents_by_index(r, &t.index, 3,
	    &(struct contents){ range, ranges, again, NULL }), 0);
	assert_memory_equal(again, contents, ranges * sizeof *again);
	timeline_release(&t);
	free(again);
}

void
contents_of_steps(const struct telling *t, const struct step *step,
    size_t steps, const struct contents_range *range, size_t ranges,
    struct digest *contents)
{
	bool is_folder = t->options.layout == WRITER_FOLDER;
	struct recording_writer w;
	struct recording r;

	if (is_folder)
		assert_int_equal(scratch_make(NULL), 0);
	write_steps(&w, t, step, steps);
	if (is_folder)
		assert_int_equal(
		    recording_open(&r, in_scratch("perf.data")), 0);
	else
		assert_int_equal(
		    recording_from_bytes(&r, "some.data", w.bytes, w.len), 0);
	assert_int_equal(contents_of(&r,
	    &(struct contents){ range, ranges, contents, NULL }), 0);
	check_by_index(&r, range, ranges, contents);
	recording_close(&r);
	recording_writer_release(&w);
	if (is_folder)
		assert_int_equal(scratch_remove(NULL), 0);
}

unsigned
changed_contents(const struct digest *a, const struct digest *b, size_t ranges)
{
	unsigned changed = 0;

	for (size_t i = 0; i < ranges; i++)
		if (memcmp(&a[i], &b[i], sizeof a[i]))
			changed |= 1u << i;
	return changed;
}

size_t
apply_edit(const struct edit *e, struct step *step, size_t steps)
{
	const struct step was = step[e->at];

	if (e->how == VALUE)
		step[e->at].value += 1000;
	if (e->how == BECOMES)
		step[e->at] = e->step;
	if (e->how == SWAP) {
		step[e->at] = step[e->at + 1];
		step[e->at + 1] = was;
	}
	if (e->how == DROP)
		memmove(step + e->at, step + e->at + 1,
		    (--steps - e->at) * sizeof *step);
	if (e->how == INSERT) {
		memmove(step + e->at + 1, step + e->at,
		    (steps++ - e->at) * sizeof *step);
		step[e->at] = e->step;
	}
	return steps;
}

void
check_edits(const struct telling *t, const struct story *s,
    const struct edit *edit, size_t count)
{
	struct digest was[RANGES_MAX], now[RANGES_MAX];

	contents_of_steps(t, s->step, s->steps, s->range, s->ranges, was);
	for (size_t i = 0; i < count; i++) {
		struct step step[STEPS_MAX + 1];
		unsigned changed;
		size_t steps;

		memcpy(step, s->step, sizeof s->step);
		steps = apply_edit(&edit[i], step, s->steps);
		contents_of_steps(t, step, steps, s->range, s->ranges, now);
		changed = changed_contents(was, now, s->ranges);
		if (changed != edit[i].changed)
			fail_msg("%s: %s: ranges %x, not %x", t->name,
			    edit[i].name, changed, edit[i].changed);
	}
}
