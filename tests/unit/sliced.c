/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/sliced.h"

int
memory_file(void)
{
	int fd = memfd_create("slice", MFD_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

int
slice_of(const struct told *t, const struct contents_range *range,
    uint64_t limit, int fd)
{
	const struct slice_options options = { range, limit, false };

	return slice_write(&t->recording, &t->timeline.index, &options, fd);
}

void
make_slice(struct sliced *s, const struct told *t,
    const struct contents_range *range)
{
	int fd = memory_file();

	assert_int_equal(slice_of(t, range, UINT64_MAX, fd), 0);
	s->len = lseek(fd, 0, SEEK_END);
	s->bytes = malloc(s->len);
	assert_int_equal(pread(fd, s->bytes, s->len, 0), s->len);
	close(fd);
	assert_int_equal(recording_from_bytes(
	    &s->recording, "slice", s->bytes, s->len), 0);
}

void
sliced_release(struct sliced *s)
{
	recording_close(&s->recording);
	free(s->bytes);
}

int
next_held(struct records *records, struct record *record)
{
	int more;

	do
		more = records_next(records, record);
	while (more > 0 && (record->type == RECORD_COMPRESSED ||
		record->type == RECORD_COMPRESSED2));
	assert_true(more >= 0);
	return more;
}

/* Says whether a record is a sample of the range. */
static bool
is_sample_of(const struct recording *r, const struct record *record,
    const struct contents_range *range)
{
	uint64_t time_ns;
	uint32_t cpu;

	if (record->type != RECORD_SAMPLE)
		return false;
	assert_int_equal(event_sample_when(events_of_sample(&r->events, record),
	    record, &time_ns, &cpu), 0);
	return time_ns >= range->start_ns && time_ns <= range->end_ns &&
	    (range->cpu == EVENT_NO_CPU || range->cpu == cpu ||
		cpu == EVENT_NO_CPU);
}

/* Finds those in the range and those they were forked from, from records. */
static void
find_needed(const struct recording *r, const struct contents_range *range,
    bool needed[NEEDED])
{
	struct records records;
	struct record record;
	bool more = true, everyone = false;

	memset(needed, 0, NEEDED * sizeof *needed);
	needed[0] = true;
	while (more) {
		more = false;
		records_start(&records, r);
		while (next_held(&records, &record)) {
			uint32_t pid, parent;

			if (is_sample_of(r, &record, range)) {
				pid = event_sample_pid(events_of_sample(
				    &r->events, &record), &record);
				everyone = everyone || pid >= NEEDED;
				if (pid < NEEDED)
					needed[pid] = true;
			}
			if (record.type != RECORD_FORK)
				continue;
			pid = record_process(&record);
			parent = format_u32(
			    record.bytes + FORK_PARENT, record.swapped);
			if (parent < NEEDED && needed[pid] && !needed[parent])
				more = needed[parent] = true;
		}
		records_end(&records);
	}
	for (int pid = 0; everyone && pid < NEEDED; pid++)
		needed[pid] = true;
}

/* What a slice must have of the whole: all that is true of. */
static bool
must_be_in(const struct recording *r, const struct record *record,
    const struct contents_range *range, const bool needed[NEEDED])
{
	uint32_t pid = record_process(record);

	return record->type == RECORD_SAMPLE ?
	    is_sample_of(r, record, range) : pid >= NEEDED || needed[pid];
}

/*
 * Checks that a slice has all that it must have, in the order of the whole,
 * and nothing twice; it may end two rounds behind the range's last sample.
 * What else it has may only be side-band.  Returns how many samples there are.
 */
static size_t
check_records(const struct told *t, const struct sliced *s,
    const struct contents_range *range, size_t *more_than_needed, bool *ended)
{
	static bool needed[NEEDED];
	struct records whole, part;
	struct record a, b;
	size_t samples = 0;
	unsigned rounds = 0; /* since the last sample */
	int left;

	*ended = false;
	find_needed(&t->recording, range, needed);
	records_start(&whole, &t->recording);
	records_start(&part, &s->recording);
	left = records_next(&part, &b);
	while (next_held(&whole, &a)) {
		bool must = must_be_in(&t->recording, &a, range, needed);
		bool same = left > 0 && a.size == b.size &&
		    a.after == b.after &&
		    !memcmp(a.bytes, b.bytes, a.size + a.after);

		if (is_sample_of(&t->recording, &a, range))
			rounds = 0;
		*ended = *ended || (must && !same);
		assert_true(same || !must || (left == 0 && rounds >= 2));
		rounds += a.type == RECORD_FINISHED_ROUND;
		if (!same)
			continue;
		/* A sample that is not of the range looks like no other. */
		assert_true(must || a.type != RECORD_SAMPLE);
		samples += a.type == RECORD_SAMPLE;
		*more_than_needed += !must;
		left = records_next(&part, &b);
	}
	assert_int_equal(left, 0);
	records_end(&part);
	records_end(&whole);
	return samples;
}

/* Checks all around the records. */
static void
check_header(const struct told *t, const struct sliced *s)
{
	const struct recording *a = &t->recording, *b = &s->recording;
	uint64_t start = a->part[0].data.offset, end, at;

	assert_int_equal(a->layout, b->layout);
	assert_int_equal(a->swapped, b->swapped);
	assert_int_equal(start, b->part[0].data.offset);
	if (a->layout == RECORDING_PIPE) {
		assert_memory_equal(a->part[0].bytes, s->bytes, start);
		return;
	}
	assert_memory_equal(
	    a->part[0].bytes, s->bytes, FILE_HEADER_DATA + 8);
	assert_memory_equal(a->part[0].bytes + FILE_HEADER_DATA + 16,
	    s->bytes + FILE_HEADER_DATA + 16, start - FILE_HEADER_DATA - 16);
	end = at = start + b->part[0].data.len;
	for (int i = 0; i < FEATURE_BITS; i++)
		end += a->has_feature[i] ? SECTION_LEN : 0;
	for (int i = 0; i < FEATURE_BITS; i++) {
		const struct section *x = &a->feature[i], *y = &b->feature[i];

		assert_int_equal(a->has_feature[i], b->has_feature[i]);
		if (!a->has_feature[i])
			continue;
		assert_int_equal(y->offset, end);
		assert_int_equal(x->len, y->len);
		assert_memory_equal(a->part[0].bytes + x->offset,
		    s->bytes + y->offset, x->len);
		end += x->len;
	}
	assert_int_equal(s->len, end);
}

size_t
check_slice(const struct told *t, const struct contents_range *range,
    size_t *more_than_needed)
{
	struct digest whole, part;
	struct sliced s;
	size_t samples;
	bool ended;

	make_slice(&s, t, range);
	check_header(t, &s);
	samples = check_records(t, &s, range, more_than_needed, &ended);
	/* What the range depends on is in it; its end may be later. */
	assert_int_equal(contents_of(&t->recording,
	    &(struct contents){ range, 1, &whole, NULL }), 0);
	assert_int_equal(contents_of(&s.recording,
	    &(struct contents){ range, 1, &part, NULL }), 0);
	if (!ended)
		assert_memory_equal(&whole, &part, sizeof whole);
	sliced_release(&s);
	return samples;
}
