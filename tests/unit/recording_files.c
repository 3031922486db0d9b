/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file_state.h"
#include "base/words.h"
#include "generator/recording_writer.h"
#include "perfdata/recording.h"
#include "perfdata/recording_files.h"
#include "scan/scan.h"
#include "scan/timeline.h"
#include "unit/capture.h"
#include "unit/scratch.h"
#include "unit/small_recording.h"

static const struct scan_options one_thread = { .threads = 1 };
static const struct writer_options folder = { .layout = WRITER_FOLDER };

/* The files of the small recording in a folder. */
static const char *const parts[] = {
	"folder/data", "folder/data.0", "folder/data.1"
};

static int
make_folder(void **state)
{
	int status = scratch_make(state);

	if (!status)
		make_small_file(in_scratch("folder"), &folder);
	return status;
}

static void
files_are(const char *name, bool is_a_folder, const char *const *want)
{
	struct words files;
	bool is_folder;
	size_t i;

	assert_int_equal(
	    recording_files(&files, in_scratch(name), &is_folder), 0);
	assert_int_equal(is_folder, is_a_folder);
	for (i = 0; want[i]; i++) {
		assert_true(i < files.count);
		assert_string_equal(files.word[i], in_scratch(want[i]));
	}
	assert_int_equal(files.count, i);
	words_release(&files);
}

static void
a_file_is_its_only_file(void **state)
{
	(void)state;
	scratch_write("perf.data", "");
	files_are("perf.data", false, (const char *[]){ "perf.data", NULL });
	/* It may be named as if it were part of a folder. */
	files_are("folder/data", false,
	    (const char *[]){ "folder/data", NULL });
	/* Whoever opens it says that there is none. */
	files_are("absent", false, (const char *[]){ "absent", NULL });
}

static void
files_of_a_folder_come_by_their_numbers(void **state)
{
	static const char *const want[] = { "f/data", "f/data.0", "f/data.1",
		"f/data.2", "f/data.9", "f/data.10", "f/data.11", "f/data.100",
		"f/data.old", NULL };

	(void)state;
	/* Made in an order that is neither by name nor by number. */
	for (size_t i = 0; want[i]; i++)
		scratch_write(want[i * 4 % 9], "");
	scratch_write("f/data2", "");
	scratch_write("f/dat", "");
	scratch_write("f/kcore_dir", "");
	scratch_write("f/.data.3", "");
	scratch_write("f/xdata.3", "");
	files_are("f", true, want);
	files_are("f/", true, (const char *[]){ "f//data", "f//data.0",
	    "f//data.1", "f//data.2", "f//data.9", "f//data.10", "f//data.11",
	    "f//data.100", "f//data.old", NULL });
}

/* As perf does. */
static void
what_is_no_file_in_a_folder_is_ignored(void **state)
{
	static const char *const want[] = {
		"folder/data", "folder/data.0", "folder/data.1", NULL
	};

	(void)state;
	scratch_write("folder/data.d/file", "");
	assert_int_equal(mkfifo(in_scratch("folder/data.fifo"), 0600), 0);
	assert_int_equal(
	    symlink("/nonexistent", in_scratch("folder/data.link")), 0);
	files_are("folder", true, want);
}

/* Lets the clock by which the kernel sets the times of files advance. */
static void
wait_for_clock(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
}

static struct file_state
state_now(void)
{
	struct file_state s;

	wait_for_clock();
	assert_int_equal(recording_files_state(&s, in_scratch("folder")), 0);
	return s;
}

static void
the_state_is_that_of_all_files(void **state)
{
	struct file_state all = state_now(), again = state_now(), one;
	uint64_t size = 0;

	(void)state;
	assert_true(file_state_equal(&all, &again));
	for (size_t i = 0; i < LENGTH(parts); i++) {
		assert_int_equal(
		    file_state_read(&one, in_scratch(parts[i])), 0);
		size += one.size;
		assert_true(all.mtime_ns >= one.mtime_ns);
		assert_true(all.ctime_ns >= one.ctime_ns);
	}
	assert_int_equal(all.size, size);
	assert_true(all.settled);
}

static void
the_state_of_one_file_is_its_own(void **state)
{
	struct file_state all, one;
	const char *path = in_scratch("folder/data");

	(void)state;
	wait_for_clock();
	assert_int_equal(recording_files_state(&all, path), 0);
	assert_int_equal(file_state_read(&one, path), 0);
	assert_true(file_state_equal(&all, &one));
	assert_int_equal(all.settled, one.settled);
}

/* What can happen to a file: each returns 0. */
static int
grow(const char *path)
{
	FILE *f = fopen(path, "ae");

	return !f || fputc('x', f) < 0 || fclose(f);
}

static int
shrink(const char *path)
{
	return truncate(path, 8);
}

static int
age(const char *path)
{
	const struct timespec times[] = { { .tv_sec = 1000 },
		{ .tv_sec = 1000 } };

	return utimensat(AT_FDCWD, path, times, 0);
}

static int
postdate(const char *path)
{
	const struct timespec times[] = { { .tv_sec = 1 },
		{ .tv_sec = 4000000000 } };

	return utimensat(AT_FDCWD, path, times, 0);
}

/* With another byte, but the old size and time of modification. */
static int
patch(const char *path)
{
	struct timespec times[2];
	struct stat st;
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) || pwrite(fd, "x", 1, 4) != 1)
		return -1;
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	return futimens(fd, times) || close(fd);
}

static int
replace(const char *path)
{
	char *copy = NULL, command[2 * PATH_MAX];
	int len = asprintf(&copy, "%s.copy", path);

	(void)len;
	snprintf(command, sizeof command, "cp -p %s %s && mv %s %s", path,
	    copy, copy, path);
	free(copy);
	return system(command);
}

static void
any_change_of_any_file_is_another_state(void **state)
{
	static int (*const change[])(const char *) = {
		grow, shrink, age, postdate, patch, replace
	};
	struct file_state before, after;

	(void)state;
	for (size_t i = 0; i < LENGTH(change); i++)
		for (size_t j = 0; j < LENGTH(parts); j++) {
			before = state_now();
			assert_int_equal(change[i](in_scratch(parts[j])), 0);
			after = state_now();
			assert_false(file_state_equal(&before, &after));
		}
}

static void
files_that_come_or_go_are_another_state(void **state)
{
	struct file_state before, after;

	(void)state;
	before = state_now();
	scratch_write("folder/data.2", "");
	after = state_now();
	assert_false(file_state_equal(&before, &after));
	/* Without bytes, and not the one that changed last. */
	assert_int_equal(grow(in_scratch("folder/data.0")), 0);
	before = state_now();
	assert_int_equal(unlink(in_scratch("folder/data.2")), 0);
	after = state_now();
	assert_false(file_state_equal(&before, &after));
	scratch_write("folder/data.2", "");
	before = state_now();
	assert_int_equal(rename(in_scratch("folder/data.2"),
	    in_scratch("folder/data.00")), 0);
	after = state_now();
	assert_false(file_state_equal(&before, &after));
	before = after;
	/* It had no bytes. */
	assert_int_equal(unlink(in_scratch("folder/data.00")), 0);
	after = state_now();
	assert_false(file_state_equal(&before, &after));
	before = after;
	assert_int_equal(unlink(in_scratch("folder/data.1")), 0);
	after = state_now();
	assert_false(file_state_equal(&before, &after));
}

static void
a_folder_changed_just_now_is_not_settled(void **state)
{
	struct file_state s;

	(void)state;
	for (size_t i = 0; i < LENGTH(parts); i++) {
		assert_true(state_now().settled);
		assert_int_equal(grow(in_scratch(parts[i])), 0);
		assert_int_equal(
		    recording_files_state(&s, in_scratch("folder")), 0);
		assert_false(s.settled);
	}
}

static void
other_files_do_not_change_the_state(void **state)
{
	struct file_state before = state_now(), after;

	(void)state;
	scratch_write("folder/kcore_dir/kcore", "something");
	scratch_write("folder/notes", "something");
	after = state_now();
	assert_true(file_state_equal(&before, &after));
}

static struct digest
digest_now(const char *name)
{
	struct digest d;

	assert_int_equal(recording_files_digest(&d, in_scratch(name)), 0);
	return d;
}

static bool
same(struct digest a, struct digest b)
{
	return !memcmp(&a, &b, sizeof a);
}

/* Sets a byte of a file and returns what was there. */
static char
set_byte(const char *path, off_t at, char byte)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	char old;

	assert_int_equal(pread(fd, &old, 1, at), 1);
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
	return old;
}

static void
any_byte_of_any_file_changes_the_digest(void **state)
{
	struct digest before = digest_now("folder");
	struct stat st;
	char old;

	(void)state;
	for (size_t i = 0; i < LENGTH(parts); i++) {
		assert_int_equal(stat(in_scratch(parts[i]), &st), 0);
		assert_true(st.st_size > 40);
		for (off_t at = 0; at < st.st_size; at++) {
			old = set_byte(in_scratch(parts[i]), at, '~');
			assert_true(same(before, digest_now("folder")) ==
			    (old == '~'));
			set_byte(in_scratch(parts[i]), at, old);
		}
	}
	assert_true(same(before, digest_now("folder")));
}

static void
the_same_bytes_in_other_files_have_another_digest(void **state)
{
	(void)state;
	scratch_write("a/data", "one");
	scratch_write("a/data.0", "two");
	scratch_write("b/data", "onet");
	scratch_write("b/data.0", "wo");
	scratch_write("c/data", "two");
	scratch_write("c/data.0", "one");
	scratch_write("d/data", "one");
	scratch_write("d/data.0", "two");
	scratch_write("d/data.1", "");
	scratch_write("e/data", "onetwo");
	/* The number in the name does not matter, the order does. */
	scratch_write("f/data", "one");
	scratch_write("f/data.7", "two");
	assert_false(same(digest_now("a"), digest_now("b")));
	assert_false(same(digest_now("a"), digest_now("c")));
	assert_false(same(digest_now("a"), digest_now("d")));
	assert_false(same(digest_now("a"), digest_now("e")));
	assert_true(same(digest_now("a"), digest_now("f")));
	/* That of a file alone, in a folder or not, is that of its bytes. */
	assert_true(same(digest_now("e"), digest_now("e/data")));
}

static void
a_scan_finds_the_digest_of_all_files(void **state)
{
	struct recording r;
	struct timeline t;
	char name[32];

	(void)state;
	for (int i = 0; i < WAYS; i++) {
		struct writer_options options = small_way(i);

		snprintf(name, sizeof name, "way-%d", i);
		make_small_file(in_scratch(name), &options);
		if (options.layout == WRITER_FOLDER && i % 2)
			scratch_write(strcat(name, "/data.00"), "");
		snprintf(name, sizeof name, "way-%d", i);
		assert_int_equal(recording_open(&r, in_scratch(name)), 0);
		assert_int_equal(scan_recording(&t, &r, &one_thread), 0);
		assert_true(same(t.digest, digest_now(name)));
		timeline_release(&t);
		recording_close(&r);
	}
}

/* Reads all of the folder; passes when that fails with a line that says so. */
static void
folder_is_refused(const char *file, const char *text)
{
	struct recording r;
	struct timeline t;
	const char *message;
	int status;

	capture_start();
	status = recording_open(&r, in_scratch("folder"));
	if (!status) {
		status = scan_recording(&t, &r, &one_thread);
		if (!status)
			timeline_release(&t);
		recording_close(&r);
	}
	message = capture_end();
	if (!strstr(message, text))
		print_error("got: %swanted: %s\n", message, text);
	assert_int_equal(status, -1);
	assert_non_null(strstr(message, in_scratch(file)));
	assert_non_null(strstr(message, text));
	assert_ptr_equal(strchr(message, '\n'), strrchr(message, '\n'));
}

static uint64_t
samples_in_folder(void)
{
	struct recording r;
	struct timeline t;
	uint64_t samples;

	assert_int_equal(recording_open(&r, in_scratch("folder")), 0);
	assert_int_equal(r.layout, RECORDING_FOLDER);
	assert_int_equal(scan_recording(&t, &r, &one_thread), 0);
	samples = t.samples;
	timeline_release(&t);
	recording_close(&r);
	return samples;
}

static void
files_without_bytes_have_no_records(void **state)
{
	(void)state;
	assert_int_equal(samples_in_folder(), 2);
	scratch_write("folder/data.0a", "");
	scratch_write("folder/data.2", "");
	assert_int_equal(samples_in_folder(), 2);
	assert_int_equal(truncate(in_scratch("folder/data.1"), 0), 0);
	assert_int_equal(samples_in_folder(), 1);
	assert_int_equal(unlink(in_scratch("folder/data.0")), 0);
	assert_int_equal(samples_in_folder(), 0);
}

static void
the_first_file_need_not_have_records(void **state)
{
	struct recording_writer w;
	struct recording r;

	(void)state;
	recording_writer_start_file(&w, in_scratch("bare"), &folder);
	add_small_events(&w);
	recording_writer_finish(&w);
	recording_writer_release(&w);
	assert_int_equal(recording_open(&r, in_scratch("bare")), 0);
	assert_int_equal(r.parts, 1);
	assert_int_equal(r.part[0].data.len, 0);
	recording_close(&r);
}

static void
a_folder_without_data_is_refused(void **state)
{
	(void)state;
	assert_int_equal(unlink(in_scratch("folder/data")), 0);
	folder_is_refused("folder/data", "No such file or directory");
	scratch_write("folder/data", "");
	folder_is_refused("folder/data", "the file is empty");
	scratch_write("folder/data", "too short");
	folder_is_refused("folder/data", "9 bytes are no recording");
	assert_int_equal(unlink(in_scratch("folder/data")), 0);
	scratch_write("folder/data/data", "");
	folder_is_refused("folder/data", "not a regular file");
}

static void
garbage_in_a_file_is_refused_by_its_name(void **state)
{
	(void)state;
	scratch_write("folder/data.1", "no record at all");
	folder_is_refused("folder/data.1",
	    "offset 0: a record of 29295 bytes, expected 8 to 16");
	scratch_write("folder/data.1", "short");
	folder_is_refused("folder/data.1", "offset 0: 5 bytes are left");
	scratch_write("folder/data.1", "\1\1\1\1\1\1\1");
	folder_is_refused("folder/data.1", "offset 0: 7 bytes are left");
}

/* Samples that are long enough for a record, but not for their event. */
static void
a_short_sample_is_refused_by_the_name_of_its_file(void **state)
{
	struct recording_writer w;

	(void)state;
	assert_int_equal(rename(in_scratch("folder"), in_scratch("old")), 0);
	recording_writer_start_file(&w, in_scratch("folder"), &folder);
	recording_writer_event(&w, &(struct writer_event){
	    .sample_type = SAMPLE_TIME | SAMPLE_CPU });
	recording_writer_part(&w, 2);
	recording_writer_record(&w, RECORD_SAMPLE, "12345678", 8);
	recording_writer_finish(&w);
	recording_writer_release(&w);
	folder_is_refused("folder/data.1", "offset 0: a sample of 16 bytes");
}

/*
 * perf reads the file data alone then.  What other files said of events and
 * features was once looked for in it, wherever that was.
 */
static void
a_pipe_in_a_folder_is_refused(void **state)
{
	const struct writer_options pipe = { .layout = WRITER_PIPE };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(unlink(in_scratch(parts[i])), 0);
		make_small_file(in_scratch(parts[i]), &pipe);
	}
	folder_is_refused("folder/data", "offset 8: a header for pipes");
}

/* In a folder of its own, which has the small recording's folder. */
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_folder, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_is_its_only_file),
		TEST(files_of_a_folder_come_by_their_numbers),
		TEST(what_is_no_file_in_a_folder_is_ignored),
		TEST(the_state_is_that_of_all_files),
		TEST(the_state_of_one_file_is_its_own),
		TEST(any_change_of_any_file_is_another_state),
		TEST(files_that_come_or_go_are_another_state),
		TEST(a_folder_changed_just_now_is_not_settled),
		TEST(other_files_do_not_change_the_state),
		TEST(any_byte_of_any_file_changes_the_digest),
		TEST(the_same_bytes_in_other_files_have_another_digest),
		TEST(a_scan_finds_the_digest_of_all_files),
		TEST(files_without_bytes_have_no_records),
		TEST(the_first_file_need_not_have_records),
		TEST(a_folder_without_data_is_refused),
		TEST(garbage_in_a_file_is_refused_by_its_name),
		TEST(a_short_sample_is_refused_by_the_name_of_its_file),
		TEST(a_pipe_in_a_folder_is_refused),
	};

	return RUN(tests);
}
