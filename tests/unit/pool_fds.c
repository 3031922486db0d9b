/* SPDX-License-Identifier: GPL-2.0-only */
/* Which pools can be open_pool, and why others cannot: by what a client sees. */
#include "unit/testing.h"

#include <sys/stat.h>

#include <pty.h>
#include <termios.h>

#include "unit/scratch.h"
#include "unit/tokens.h"

/* Some user but root, and the status of who cannot become that one. */
enum { NOBODY = 65534, CANNOT = 77 };

/* Passes when MAKEFLAGS has no pool for us, but what this kind means. */
static void
assert_no_pool(const char *makeflags, enum jobserver_kind kind)
{
	struct jobserver *js = open_pool(makeflags);

	assert_int_equal(jobserver_kind(js), kind);
	assert_int_equal(jobserver_fd(js), -1);
	assert_int_equal(jobserver_available(js), -1);
	assert_int_equal(jobserver_acquire(js), -1);
	assert_int_equal(jobserver_held(js), 0);
	jobserver_release(js);
	assert_int_equal(jobserver_close(js), 0);
}

/* Passes when the pool is out of reach and the reason has this text. */
static void
assert_unusable(const char *makeflags, const char *text)
{
	struct jobserver *js = open_pool(makeflags);

	if (!strstr(jobserver_reason(js), text))
		fail_msg("<%s>: %s", makeflags, jobserver_reason(js));
	jobserver_close(js);
	assert_no_pool(makeflags, JOBSERVER_UNUSABLE);
}

/* Likewise, for the pool of two descriptors. */
static void
assert_unusable_pair(int read_fd, int write_fd, const char *text)
{
	char makeflags[64];

	snprintf(makeflags, sizeof makeflags, " -j4 --jobserver-auth=%d,%d",
	    read_fd, write_fd);
	assert_unusable(makeflags, text);
}

/* Returns the MAKEFLAGS for the FIFO of a path; until the next call. */
static const char *
fifo_flags(const char *path)
{
	static char makeflags[2 * PATH_MAX + 64];

	snprintf(makeflags, sizeof makeflags, " -j4 --jobserver-auth=fifo:%s",
	    path);
	return makeflags;
}

static void
P1_no_make_no_pool(void **state)
{
	(void)state;
	assert_no_pool(NULL, JOBSERVER_NONE);
	assert_no_pool("", JOBSERVER_NONE);
	assert_no_pool(" -j", JOBSERVER_NONE);
	assert_no_pool("ks -j -- A=1", JOBSERVER_NONE);
	assert_no_pool(" -j1", JOBSERVER_SERIAL);
}

static void
P4_and_P6_other_names_are_explained(void **state)
{
	(void)state;
	assert_unusable("--jobserver-fds=10,", "neither two descriptors nor");
	assert_unusable("--jobserver-auth=semaphore_1", "not supported");
}

static void
N1_jobs_without_a_pool_or_kept_from_us_are_explained(void **state)
{
	(void)state;
	assert_unusable(" -j4", "names no pool: start this in a recipe");
	assert_unusable(" -j4", "'+'");
	assert_unusable(" -j4 --jobserver-auth=3,4 --jobserver-auth=-2,-2",
	    "begin the line of the recipe with '+', or, as CMake's cannot, "
	    "have $(MAKE)");
}

/* A shell in which it was exported has started this, not make. */
static void
A11_without_a_make_above_MAKEFLAGS_is_for_others(void **state)
{
	(void)state;
	unsetenv("MAKELEVEL");
	assert_no_pool(" -j1", JOBSERVER_NONE);
	assert_no_pool("-j64", JOBSERVER_NONE);
	assert_unusable("-j4 --jobserver-auth=3,4 --jobserver-auth=-2,-2",
	    "no make has started this, so unset MAKEFLAGS");
	assert_unusable_pair(9999, 9999, "so unset MAKEFLAGS");
	setenv("MAKELEVEL", "1", 1);
}

static void
N1_closed_descriptors_are_explained(void **state)
{
	struct tokens p;
	char text[128];

	(void)state;
	tokens_make(&p, "ab", 2);
	snprintf(text, sizeof text, "descriptor %d, which", p.write_fd + 1);
	assert_unusable_pair(p.read_fd, p.write_fd + 1, text);
	close(p.read_fd);
	snprintf(text, sizeof text, "descriptor %d, which MAKEFLAGS names, is "
	    "closed here: begin the line of the recipe with '+'", p.read_fd);
	assert_unusable(p.makeflags, text);
	close(p.write_fd);
	assert_unusable(p.makeflags, text);
}

static int
open_text(const char *name)
{
	int fd;

	scratch_write(name, "not tokens\n");
	MUST((fd = open(in_scratch(name), O_RDWR)) >= 0);
	MUST(lseek(fd, 4, SEEK_SET) == 4);
	return fd;
}

static void
N2_other_files_are_refused_and_not_read(void **state)
{
	int a = open_text("a"), b = open_text("b");
	struct tokens p;

	(void)state;
	tokens_make(&p, "ab", 2);
	assert_unusable_pair(a, b, "is not make's pipe but another file");
	assert_unusable_pair(p.read_fd, b, "but another file");
	assert_unusable_pair(a, p.write_fd, "but another file");
	assert_int_equal(lseek(a, 0, SEEK_CUR), 4);
	assert_int_equal(lseek(b, 0, SEEK_CUR), 4);
	tokens_are(&p, "ab", 2);
	tokens_close(&p);
	close(a);
	close(b);
}

static void
N3_two_pipes_are_refused(void **state)
{
	struct tokens p, other;

	(void)state;
	tokens_make(&p, "ab", 2);
	tokens_make(&other, "cd", 2);
	assert_unusable_pair(p.read_fd, other.write_fd,
	    "are of two pipes that have nothing to do with each other");
	tokens_are(&p, "ab", 2);
	tokens_are(&other, "cd", 2);
	tokens_close(&p);
	tokens_close(&other);
}

static void
ends_that_are_open_the_wrong_way_are_refused(void **state)
{
	struct tokens p;

	(void)state;
	tokens_make(&p, "ab", 2);
	assert_unusable_pair(p.write_fd, p.read_fd, "not open for reading");
	assert_unusable_pair(p.read_fd, p.read_fd, "not open for writing");
	tokens_are(&p, "ab", 2);
	tokens_close(&p);
}

static void
N4_a_FIFO_that_is_none_is_explained(void **state)
{
	char text[2 * PATH_MAX];

	(void)state;
	snprintf(text, sizeof text, "%s, which MAKEFLAGS names, cannot be "
	    "used: No such file or directory", in_scratch("none"));
	assert_unusable(fifo_flags(in_scratch("none")), text);
	scratch_write("file", "abc");
	assert_unusable(fifo_flags(in_scratch("file")), "is no FIFO; start");
	assert_unusable(fifo_flags(scratch), "is no FIFO; start");
}

/* A plain open(2) of it for reading waits for ever. */
static void
N4_a_FIFO_that_make_left_is_explained(void **state)
{
	(void)state;
	assert_int_equal(mkfifo(in_scratch("stale"), 0600), 0);
	assert_unusable(fifo_flags(in_scratch("stale")),
	    "is left of a make that has ended");
}

/* A pool of a FIFO in the scratch folder. */
static void
fifo_make(struct tokens *p, const char *name, const char *tokens, size_t len)
{
	MUST(!mkfifo(in_scratch(name), 0600));
	p->read_fd = p->write_fd = open(in_scratch(name), O_RDWR);
	MUST(p->read_fd >= 0);
	MUST(write(p->write_fd, tokens, len) == (ssize_t)len);
}

/* Tries to open a pool as a user who may not. */
static void
open_as_other_user(void *makeflags)
{
	struct jobserver *js;

	if (getuid() == 0 && (setgid(NOBODY) || setuid(NOBODY)))
		_exit(CANNOT);
	js = open_pool(makeflags);
	MUST(jobserver_kind(js) == JOBSERVER_UNUSABLE);
	MUST(strstr(jobserver_reason(js), "ermission"));
}

/* This test's name, which has the reason when it was skipped. */
static char without_permission[100] =
    "N4_a_FIFO_without_permission_is_explained";

static void
N4_a_FIFO_without_permission(void **state)
{
	struct tokens p;
	int status;

	(void)state;
	fifo_make(&p, "fifo", "abc", 3);
	assert_int_equal(chmod(in_scratch("fifo"), 0), 0);
	assert_int_equal(chmod(scratch, 0755), 0);
	status = run_process(open_as_other_user,
	    (char *)fifo_flags(in_scratch("fifo")));
	if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT)
		strcat(without_permission, " # skip root is the only user");
	else
		assert_int_equal(status, 0);
	tokens_are(&p, "abc", 3);
	tokens_close(&p);
}

static void
a_FIFO_is_a_pool(void **state)
{
	struct jobserver *js;
	struct tokens p;

	(void)state;
	fifo_make(&p, "fifo", "abc", 3);
	js = open_pool(fifo_flags(in_scratch("fifo")));
	assert_int_equal(jobserver_kind(js), JOBSERVER_POOL);
	assert_string_equal(jobserver_reason(js), "");
	take_tokens(js, 3);
	assert_int_equal(tokens_count(&p), 0);
	assert_int_equal(jobserver_acquire(js), 0);
	assert_int_equal(jobserver_close(js), 0);
	tokens_are(&p, "abc", 3);
	tokens_close(&p);
}

/* As a server may name the same descriptor twice. */
static void
descriptors_that_are_open_both_ways_are_a_pool(void **state)
{
	struct jobserver *js;
	char makeflags[64];
	struct tokens p;

	(void)state;
	fifo_make(&p, "fifo", "abc", 3);
	snprintf(makeflags, sizeof makeflags, "--jobserver-auth=%d,%d",
	    p.read_fd, p.write_fd);
	js = open_pool(makeflags);
	assert_int_equal(jobserver_kind(js), JOBSERVER_POOL);
	assert_int_equal(jobserver_total(js), -1);
	take_tokens(js, 2);
	jobserver_close(js);
	tokens_are(&p, "abc", 3);
	tokens_close(&p);
}

/* A terminal that passes bytes on as they are, and make's end of it. */
static struct jobserver *
open_terminal(int *make)
{
	struct jobserver *js;
	struct termios raw;
	char name[64];
	int end;

	memset(&raw, 0, sizeof raw);
	cfmakeraw(&raw);
	raw.c_cc[VMIN] = 1;
	MUST(!openpty(make, &end, name, &raw, NULL));
	MUST(write(*make, "ab", 2) == 2);
	await_input(end);
	js = open_pool(fifo_flags(name));
	close(end);
	return js;
}

static void
C13_a_character_device_is_a_pool(void **state)
{
	char bytes[2];
	int make;
	struct jobserver *js = open_terminal(&make);

	(void)state;
	assert_int_equal(jobserver_kind(js), JOBSERVER_POOL);
	take_tokens(js, 2);
	assert_int_equal(jobserver_acquire(js), 0);
	for (size_t i = 0; i < 2; i++) {
		jobserver_release(js);
		await_input(make);
		assert_int_equal(read(make, &bytes[i], 1), 1);
	}
	/* The last one taken is the first to go back. */
	assert_memory_equal(bytes, "ba", 2);
	jobserver_close(js);
	close(make);
}

/* Passes when there is nothing more to get of a pool that has ended. */
static void
assert_ended(struct jobserver *js)
{
	assert_int_equal(jobserver_acquire(js), -1);
	assert_int_equal(jobserver_kind(js), JOBSERVER_UNUSABLE);
	assert_non_null(strstr(jobserver_reason(js), "was closed by who made"));
	assert_int_equal(jobserver_fd(js), -1);
	assert_int_equal(jobserver_available(js), -1);
	assert_int_equal(jobserver_acquire(js), -1);
}

static void
F9_a_pool_that_ends_is_none_any_more(void **state)
{
	struct jobserver *js = open_pool(fifo_flags("/dev/null"));
	int make;

	(void)state;
	assert_int_equal(jobserver_kind(js), JOBSERVER_POOL);
	assert_ended(js);
	assert_int_equal(jobserver_close(js), 0);
	js = open_terminal(&make);
	take_tokens(js, 2);
	close(make);
	/* The hang-up may take a moment. */
	await_input(jobserver_fd(js));
	assert_ended(js);
	assert_int_equal(jobserver_held(js), 2);
	jobserver_release(js);
	assert_int_equal(jobserver_held(js), 1);
	assert_int_equal(jobserver_close(js), 0);
}

#define TEST(name) cmocka_unit_test(name)
#define IN_SCRATCH(name) \
	cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(P1_no_make_no_pool),
		TEST(P4_and_P6_other_names_are_explained),
		TEST(N1_jobs_without_a_pool_or_kept_from_us_are_explained),
		TEST(A11_without_a_make_above_MAKEFLAGS_is_for_others),
		TEST(N1_closed_descriptors_are_explained),
		IN_SCRATCH(N2_other_files_are_refused_and_not_read),
		TEST(N3_two_pipes_are_refused),
		TEST(ends_that_are_open_the_wrong_way_are_refused),
		IN_SCRATCH(N4_a_FIFO_that_is_none_is_explained),
		IN_SCRATCH(N4_a_FIFO_that_make_left_is_explained),
		{ without_permission, N4_a_FIFO_without_permission,
		    scratch_make, scratch_remove, NULL },
		IN_SCRATCH(a_FIFO_is_a_pool),
		IN_SCRATCH(descriptors_that_are_open_both_ways_are_a_pool),
		TEST(C13_a_character_device_is_a_pool),
		TEST(F9_a_pool_that_ends_is_none_any_more),
	};

	/* As in a recipe. */
	setenv("MAKELEVEL", "1", 1);
	/* What hangs ends, so that it is seen. */
	alarm(10 * DEADLINE_S);
	return RUN(tests);
}
