/* SPDX-License-Identifier: GPL-2.0-only */
/* How a slice is written: in many pieces, up to a limit, or not at all. */
#include "unit/testing.h"

#include <sys/resource.h>

#include <fcntl.h>
#include <signal.h>

#include "unit/capture.h"
#include "unit/random.h"
#include "unit/sliced.h"

static const struct telling file = { .name = "file" };
static const struct contents_range all = { 0, UINT64_MAX, EVENT_NO_CPU };
static const struct contents_range first = { 0, 100, EVENT_NO_CPU };

static const struct step round_end = { ROUND, 0, 0, 0, 0 };
static const struct step step[] = {
	{ COMM, 7, 0, 2, 0 },
	{ COMM, 9, 0, 2, 0 },
	{ SAMPLE, 7, 100, 1, 0 },
	{ COMM, 7, 110, 3, 0 },
	{ SAMPLE, 7, 200, 1, 1 },
};

static void
start(struct told *t, const struct writer_options *options)
{
	recording_writer_start(&t->writer, options);
	write_events(&t->writer, &file);
}

static void
finish(struct told *t)
{
	recording_writer_finish(&t->writer);
	told_read(t);
	assert_int_equal(t->timeline.index.flaws, 0);
}

/* Writes a record of a process that is of any length. */
static void
write_some(struct recording_writer *w, uint32_t pid, uint64_t time_ns,
    uint64_t *seed)
{
	char name[500];
	size_t len = random_below(seed, sizeof name);

	memset(name, 'a' + time_ns % 26, len);
	name[len] = '\0';
	recording_writer_mmap2(w, &(struct writer_fields){
	    .id = 1, .pid = pid, .tid = pid, .time_ns = time_ns }, 4096, 4096,
	    name);
}

/*
 * Writes thousands of records of which every other one is in the slice, with
 * rounds between them, which are never compressed.
 */
static void
check_scattered(const struct writer_options *options, unsigned rounds)
{
	uint64_t seed = 1 + rounds;
	size_t more = 0;
	struct told t;

	start(&t, options);
	write_step(&t.writer, &(struct step){ SAMPLE, 7, 100, 1, 0 });
	for (uint64_t i = 1; i < 5000; i++) {
		write_some(&t.writer, 7 + 2 * (i % 2), 100 + i, &seed);
		if (rounds && i % rounds == 0)
			write_step(&t.writer, &round_end);
	}
	finish(&t);
	assert_int_equal(check_slice(&t, &first, &more), 1);
	assert_int_equal(more, 0);
	told_release(&t);
}

static void
thousands_of_pieces_keep_their_order(void **state)
{
	static const struct writer_options ways[] = {
		{ 0 }, { .compress = 13 }, { .compress = 200 },
		{ .compress = 32768 },
		{ .compress = 64, .layout = WRITER_PIPE },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(ways); i++)
		for (unsigned rounds = 0; rounds < 4; rounds++)
			check_scattered(&ways[i], rounds);
}

/* More than is copied at a time, of records that were compressed. */
static void
megabytes_of_inflated_records_keep_their_order(void **state)
{
	size_t more = 0;
	struct told t;

	(void)state;
	start(&t, &(struct writer_options){ .compress = 5000 });
	write_step(&t.writer, &(struct step){ SAMPLE, 7, 100, 1, 0 });
	for (int i = 0; i < 40; i++) {
		write_filler(&t.writer, 7, 110 + i);
		write_step(&t.writer, &round_end);
	}
	write_step(&t.writer, &(struct step){ SAMPLE, 7, 200, 1, 0 });
	finish(&t);
	assert_int_equal(check_slice(&t, &all, &more), 2);
	told_release(&t);
}

static void
a_slice_may_be_written_into_a_pipe_if_it_is_one(void **state)
{
	unsigned char bytes[4096];
	struct sliced s;
	struct told t;
	int end[2];

	(void)state;
	tell(&t, &(struct telling){ .options.layout = WRITER_PIPE }, step,
	    LENGTH(step));
	make_slice(&s, &t, &all);
	assert_int_equal(pipe(end), 0);
	assert_int_equal(slice_of(&t, &all, UINT64_MAX, end[1]), 0);
	assert_int_equal(read(end[0], bytes, sizeof bytes), s.len);
	assert_memory_equal(bytes, s.bytes, s.len);
	close(end[0]);
	close(end[1]);
	sliced_release(&s);
	told_release(&t);
}

static void
more_than_the_limit_is_said(void **state)
{
	static const struct telling ways[] = {
		{ .name = "file" }, { .options.compress = 50 },
		{ .options.layout = WRITER_PIPE },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(ways); i++) {
		struct sliced s;
		struct told t;

		tell(&t, &ways[i], step, LENGTH(step));
		make_slice(&s, &t, &all);
		for (size_t limit = 0; limit <= s.len + 1; limit++) {
			int fd = memory_file();

			assert_int_equal(slice_of(&t, &all, limit, fd),
			    limit < s.len);
			assert_true((size_t)lseek(fd, 0, SEEK_END) <= limit);
			close(fd);
		}
		sliced_release(&s);
		told_release(&t);
	}
}

static void
what_cannot_be_written_is_an_error(void **state)
{
	static const char *const name[] = { "/dev/full", "/dev/null" };
	static const int flags[] = { O_WRONLY, O_RDONLY };
	static const int why[] = { ENOSPC, EBADF };
	struct told t;

	(void)state;
	tell(&t, &file, step, LENGTH(step));
	for (size_t i = 0; i < LENGTH(name); i++) {
		int fd = open(name[i], flags[i] | O_CLOEXEC);

		assert_int_equal(slice_of(&t, &all, UINT64_MAX, fd), -1);
		assert_int_equal(errno, why[i]);
		close(fd);
	}
	assert_int_equal(slice_of(&t, &all, UINT64_MAX, -1), -1);
	assert_int_equal(errno, EBADF);
	told_release(&t);
}

/* Its header cannot be mended there. */
static void
a_file_that_is_written_into_a_pipe_is_an_error(void **state)
{
	struct told t;
	int end[2];

	(void)state;
	tell(&t, &file, step, LENGTH(step));
	assert_int_equal(pipe(end), 0);
	assert_int_equal(slice_of(&t, &all, UINT64_MAX, end[1]), -1);
	assert_int_equal(errno, ESPIPE);
	close(end[0]);
	close(end[1]);
	told_release(&t);
}

/* A disk that is full after so many bytes, wherever that is. */
static void
a_file_that_may_not_be_so_long_is_an_error(void **state)
{
	struct rlimit was, now;
	struct sliced s;
	struct told t;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	tell(&t, &file, step, LENGTH(step));
	make_slice(&s, &t, &all);
	for (size_t room = 0; room <= s.len; room++) {
		int fd = memory_file(), status, error;

		now = (struct rlimit){ room, was.rlim_max };
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
		status = slice_of(&t, &all, UINT64_MAX, fd);
		error = errno;
		setrlimit(RLIMIT_FSIZE, &was);
		assert_int_equal(status, room < s.len ? -1 : 0);
		assert_true(status == 0 || error == EFBIG);
		close(fd);
	}
	sliced_release(&s);
	told_release(&t);
}

static void
an_index_that_does_not_fit_is_an_error(void **state)
{
	int fd = memory_file(), status, error;
	struct told t;

	(void)state;
	tell(&t, &file, step, LENGTH(step));
	t.timeline.index.extent[0].offset += 4;
	capture_start();
	status = slice_of(&t, &all, UINT64_MAX, fd);
	error = errno;
	assert_non_null(strstr(capture_end(), "some.data: offset"));
	assert_int_equal(status, -1);
	assert_int_equal(error, EILSEQ);
	close(fd);
	told_release(&t);
}

/* Behind the last record there is none, and nothing before the first. */
static void
offsets_outside_the_records_are_their_end(void **state)
{
	struct records records;
	struct record record;
	struct section data;
	struct told t;

	(void)state;
	tell(&t, &file, step, LENGTH(step));
	data = t.recording.part[0].data;
	for (int i = 0; i < 4; i++) {
		const uint64_t offset[] = { 0, data.offset - 8,
			data.offset + data.len, UINT64_MAX };

		records_start(&records, &t.recording);
		records_seek(&records, offset[i]);
		assert_int_equal(records_next(&records, &record), 0);
		records_seek(&records, data.offset);
		assert_int_equal(records_next(&records, &record), 1);
		assert_int_equal(record.offset, data.offset);
		records_end(&records);
	}
	told_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thousands_of_pieces_keep_their_order),
		cmocka_unit_test(
		    megabytes_of_inflated_records_keep_their_order),
		cmocka_unit_test(
		    a_slice_may_be_written_into_a_pipe_if_it_is_one),
		cmocka_unit_test(more_than_the_limit_is_said),
		cmocka_unit_test(what_cannot_be_written_is_an_error),
		cmocka_unit_test(
		    a_file_that_is_written_into_a_pipe_is_an_error),
		cmocka_unit_test(a_file_that_may_not_be_so_long_is_an_error),
		cmocka_unit_test(an_index_that_does_not_fit_is_an_error),
		cmocka_unit_test(offsets_outside_the_records_are_their_end),
	};

	return RUN(tests);
}
