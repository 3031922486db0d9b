/* SPDX-License-Identifier: GPL-2.0-only */
/* An index in a file: what was written, or nothing. */
#include "unit/testing.h"

#include <fcntl.h>
#include <stdlib.h>

#include "unit/told.h"

static const struct digest theirs = { { 1 } }, others = { { 2 } };

static const struct step step[] = {
	{ COMM, 7, 0, 2, 0 },
	{ SAMPLE, 7, 100, 1, 0 },
	{ FORK, 8, 110, 7, 0 },
	{ SAMPLE, 8, 200, 1, 0 },
};

static const char *
path(void)
{
	return in_scratch("index");
}

static void
keep(const struct index *ix)
{
	FILE *out = fopen(path(), "we");

	assert_non_null(out);
	index_write(ix, &theirs, out);
	assert_int_equal(fclose(out), 0);
}

static bool
is_there(void)
{
	struct index ix;

	if (index_open(&ix, &theirs, path()))
		return false;
	index_release(&ix);
	return true;
}

/* Keeps the index of a recording like that. */
static void
keep_one(const struct telling *telling)
{
	struct told t;

	tell(&t, telling, step, LENGTH(step));
	keep(&t.timeline.index);
	told_release(&t);
}

static void
what_is_written_can_be_opened(void **state)
{
	static const struct telling telling[] = {
		{ .name = "file" },
		{ .options.compress = 200 },
		{ .options.version_1 = true },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(telling); i++) {
		struct index *was, now;
		struct told t;

		tell(&t, &telling[i], step, LENGTH(step));
		was = &t.timeline.index;
		keep(was);
		assert_int_equal(index_open(&now, &theirs, path()), 0);
		assert_int_equal(now.flaws, was->flaws);
		assert_int_equal(now.inflated, was->inflated);
		assert_int_equal(now.extents, was->extents);
		assert_int_equal(now.others, was->others);
		assert_int_equal(now.pids, was->pids);
		assert_memory_equal(now.extent, was->extent,
		    was->extents * sizeof *was->extent);
		assert_memory_equal(
		    now.other, was->other, was->others * sizeof *was->other);
		assert_memory_equal(
		    now.pid, was->pid, was->pids * sizeof *was->pid);
		index_release(&now);
		told_release(&t);
	}
}

static void
an_empty_one_can_be_opened(void **state)
{
	const struct index none = { 0 };

	(void)state;
	keep(&none);
	assert_true(is_there());
}

static void
of_another_recording_there_is_none(void **state)
{
	struct index ix;

	(void)state;
	keep_one(&(struct telling){ .name = "file" });
	assert_int_equal(index_open(&ix, &others, path()), -1);
}

static void
where_there_is_none_there_is_none(void **state)
{
	struct index ix;

	(void)state;
	assert_int_equal(index_open(&ix, &theirs, in_scratch("nothing")), -1);
	assert_int_equal(index_open(&ix, &theirs, scratch), -1);
}

static void
of_any_other_length_it_is_refused(void **state)
{
	struct stat st;

	(void)state;
	keep_one(&(struct telling){ .name = "file" });
	assert_int_equal(stat(path(), &st), 0);
	assert_int_equal(truncate(path(), st.st_size + 1), 0);
	assert_false(is_there());
	for (off_t len = st.st_size - 1; len >= 0; len--) {
		assert_int_equal(truncate(path(), len), 0);
		assert_false(is_there());
	}
}

/* Changes bits of one byte; tells whether it can still be opened. */
static bool
is_there_with(int fd, off_t at, unsigned char bits)
{
	unsigned char byte, other;
	bool there;

	assert_int_equal(pread(fd, &byte, 1, at), 1);
	other = byte ^ bits;
	assert_int_equal(pwrite(fd, &other, 1, at), 1);
	there = is_there();
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	return there;
}

static void
damaged_in_any_byte_it_is_refused(void **state)
{
	struct stat st;
	int fd;

	(void)state;
	keep_one(&(struct telling){ .options.compress = 200 });
	fd = open(path(), O_RDWR | O_CLOEXEC);
	assert_int_equal(fstat(fd, &st), 0);
	for (off_t at = 0; at < st.st_size; at++)
		for (int bit = 0; bit < 8; bit++)
			if (is_there_with(fd, at, 1 << bit))
				fail_msg("byte %ld, bit %d", (long)at, bit);
	assert_true(is_there());
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_can_be_opened),
		cmocka_unit_test(an_empty_one_can_be_opened),
		cmocka_unit_test(of_another_recording_there_is_none),
		cmocka_unit_test(where_there_is_none_there_is_none),
		cmocka_unit_test(of_any_other_length_it_is_refused),
		cmocka_unit_test(damaged_in_any_byte_it_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
