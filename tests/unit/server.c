/* SPDX-License-Identifier: GPL-2.0-only */
/* Pools of our own, and programs below that use them. */
#include "unit/testing.h"

#include <limits.h>

#include "unit/scratch.h"
#include "unit/tokens.h"

static void
serves_a_token_for_each_job_but_one(void **state)
{
	static const struct {
		unsigned jobs;
		int tokens;
	} c[] = { { 0, 0 }, { 1, 0 }, { 2, 1 }, { 4, 3 }, { 1000, 999 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct jobserver *js =
		    jobserver_serve(c[i].jobs, i % 2 ? JOBSERVER_PIPE :
						       JOBSERVER_FIFO);

		assert_non_null(js);
		assert_int_equal(jobserver_kind(js), JOBSERVER_POOL);
		assert_int_equal(jobserver_total(js), c[i].tokens);
		assert_int_equal(jobserver_available(js), c[i].tokens);
		take_tokens(js, c[i].tokens);
		assert_int_equal(jobserver_available(js), 0);
		assert_int_equal(jobserver_acquire(js), 0);
		assert_int_equal(jobserver_close(js), 0);
	}
}

static void
S3_more_jobs_than_a_pipe_can_hold_do_not_hang(void **state)
{
	static const unsigned jobs[] = { 65536, 65537, 65538, 70000, UINT_MAX };

	(void)state;
	for (size_t i = 0; i < LENGTH(jobs); i++) {
		struct jobserver *js =
		    jobserver_serve(jobs[i], JOBSERVER_PIPE);
		int total = jobserver_total(js);

		assert_true(total > 0 && (unsigned)total < jobs[i]);
		assert_int_equal(jobserver_available(js), total);
		/* As many as one client can hold. */
		if (jobs[i] == 65536)
			take_tokens(js, total);
		assert_int_equal(jobserver_close(js), 0);
	}
}

static void
serve_with_few_descriptors(void *arg)
{
	static const int spare[] = { 0, 1, 2, 3 };

	(void)arg;
	for (size_t i = 0; i < LENGTH(spare); i++) {
		leave_descriptors(spare[i]);
		MUST(!jobserver_serve(2, JOBSERVER_PIPE) && errno == EMFILE);
	}
	/* What it open_pool in vain is closed again. */
	leave_descriptors(4);
	MUST(jobserver_serve(2, JOBSERVER_PIPE));
}

static void
F7_no_pool_is_made_for_want_of_descriptors(void **state)
{
	(void)state;
	assert_int_equal(run_process(serve_with_few_descriptors, NULL), 0);
}

/* The argument with which this program acts as one that a child executes. */
static const char act[] = "--use-pool";

/* That program: it has so many descriptors, and uses the pool. */
static int
use_pool(int descriptors, int total)
{
	struct jobserver *js;

	MUST(count_descriptors("self") == descriptors);
	js = open_pool(getenv("MAKEFLAGS"));
	MUST(jobserver_kind(js) == JOBSERVER_POOL);
	MUST(jobserver_total(js) == total);
	MUST(jobserver_dry_run(js) == 'q');
	MUST(jobserver_load_limit(js) == 2);
	take_tokens(js, total);
	MUST(jobserver_acquire(js) == 0);
	MUST(jobserver_close(js) == 0);
	return 0;
}

struct server {
	struct jobserver *js;
	int descriptors; /* that a program is to have */
};

static void
execute(void *arg)
{
	struct server *s = arg;
	char descriptors[16], total[16];

	snprintf(descriptors, sizeof descriptors, "%d", s->descriptors);
	snprintf(total, sizeof total, "%d", jobserver_total(s->js));
	setenv("MAKEFLAGS", "kq -l2 -j9 --jobserver-auth=8,9 -- A=1", 1);
	jobserver_enter_child(s->js);
	execl("/proc/self/exe", "jobserver", act, descriptors, total, NULL);
	MUST(false);
}

static void
S1_programs_below_find_the_pool_and_no_more(void **state)
{
	int open_before = count_descriptors("self");
	const struct {
		enum jobserver_style style;
		int lent;
	} c[] = { { JOBSERVER_PIPE, 2 }, { JOBSERVER_FIFO, 0 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct server s = { jobserver_serve(4, c[i].style),
			open_before + c[i].lent };

		take_tokens(s.js, 1);
		jobserver_release(s.js);
		assert_int_equal(run_process(execute, &s), 0);
		assert_int_equal(jobserver_available(s.js), 3);
		assert_int_equal(jobserver_close(s.js), 0);
	}
}

/* Opens the ends that MAKEFLAGS names, by hand. */
static void
enter_and_find(struct jobserver *js, int *read_fd, int *write_fd)
{
	const char *auth;
	char path[64];

	setenv("MAKEFLAGS", "", 1);
	jobserver_enter_child(js);
	auth = strstr(getenv("MAKEFLAGS"), "--jobserver-auth=");
	MUST(auth);
	auth += strlen("--jobserver-auth=");
	if (sscanf(auth, "fifo:%63s", path) == 1)
		MUST((*read_fd = *write_fd = open(path, O_RDWR)) >= 0);
	else
		MUST(sscanf(auth, "%d,%d", read_fd, write_fd) == 2);
}

static void
keep_a_token(void *js)
{
	int read_fd, write_fd;
	char byte;

	enter_and_find(js, &read_fd, &write_fd);
	MUST(read(read_fd, &byte, 1) == 1);
}

static void
add_two_tokens(void *js)
{
	int read_fd, write_fd;

	enter_and_find(js, &read_fd, &write_fd);
	MUST(write(write_fd, "++", 2) == 2);
}

static void
S2_tokens_that_are_missing_or_too_many_are_counted(void **state)
{
	static const enum jobserver_style style[] = { JOBSERVER_PIPE,
		JOBSERVER_FIFO };

	(void)state;
	for (size_t i = 0; i < LENGTH(style); i++) {
		struct jobserver *js = jobserver_serve(3, style[i]);

		assert_int_equal(run_process(keep_a_token, js), 0);
		assert_int_equal(jobserver_available(js), 1);
		/* What the server holds itself is not missing. */
		take_tokens(js, 1);
		assert_int_equal(jobserver_close(js), 1);
		js = jobserver_serve(3, style[i]);
		assert_int_equal(run_process(add_two_tokens, js), 0);
		assert_int_equal(jobserver_close(js), -2);
	}
}

static void
find_what_is_lent(void *js)
{
	int read_fd, write_fd;

	enter_and_find(js, &read_fd, &write_fd);
	MUST(!(fcntl(read_fd, F_GETFL) & O_NONBLOCK));
	MUST(!(fcntl(write_fd, F_GETFL) & O_NONBLOCK));
}

/* Before make 4.4, a make below knows no other. */
static void
S1_a_pipe_is_lent_as_make_lends_it(void **state)
{
	struct jobserver *js = jobserver_serve(3, JOBSERVER_PIPE);

	(void)state;
	take_tokens(js, 2);
	assert_int_equal(jobserver_acquire(js), 0);
	assert_int_equal(run_process(find_what_is_lent, js), 0);
	assert_int_equal(jobserver_close(js), 0);
}

/* Takes tokens of our pool as a client below does, and is killed. */
static void
take_two_and_die(void *arg)
{
	struct jobserver *js;

	setenv("MAKEFLAGS", "", 1);
	jobserver_enter_child(arg);
	setenv("MAKELEVEL", "1", 1);
	js = open_pool(getenv("MAKEFLAGS"));
	take_tokens(js, 2);
	raise(SIGKILL);
}

static void
S2_tokens_of_a_killed_client_below_come_back(void **state)
{
	static const enum jobserver_style style[] = { JOBSERVER_PIPE,
		JOBSERVER_FIFO };

	(void)state;
	for (size_t i = 0; i < LENGTH(style); i++) {
		struct jobserver *js = jobserver_serve(3, style[i]);

		assert_int_equal(
		    WTERMSIG(run_process(take_two_and_die, js)), SIGKILL);
		/* Its supervisor may take a moment. */
		for (int token = 0; token < 2; token++) {
			await_input(jobserver_fd(js));
			take_tokens(js, 1);
		}
		assert_int_equal(jobserver_close(js), 0);
	}
}

static void
serve_and_die(void *arg)
{
	struct jobserver *js = jobserver_serve(3, JOBSERVER_FIFO);

	(void)arg;
	MUST(run_process(keep_a_token, js) == 0);
	raise(SIGKILL);
}

static void
S4_a_FIFO_leaves_no_file(void **state)
{
	char *tmp = getenv("TMPDIR") ? strdup(getenv("TMPDIR")) : NULL;

	(void)state;
	setenv("TMPDIR", scratch, 1);
	assert_int_equal(WTERMSIG(run_process(serve_and_die, NULL)), SIGKILL);
	if (tmp)
		setenv("TMPDIR", tmp, 1);
	else
		unsetenv("TMPDIR");
	free(tmp);
	/* A folder that is not empty cannot be removed. */
	assert_int_equal(rmdir(scratch), 0);
	assert_int_equal(mkdir(scratch, 0700), 0);
}

#define TEST(name) cmocka_unit_test(name)
#define IN_SCRATCH(name) \
	cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(serves_a_token_for_each_job_but_one),
		TEST(S3_more_jobs_than_a_pipe_can_hold_do_not_hang),
		TEST(F7_no_pool_is_made_for_want_of_descriptors),
		TEST(S1_programs_below_find_the_pool_and_no_more),
		TEST(S2_tokens_that_are_missing_or_too_many_are_counted),
		TEST(S1_a_pipe_is_lent_as_make_lends_it),
		TEST(S2_tokens_of_a_killed_client_below_come_back),
		IN_SCRATCH(S4_a_FIFO_leaves_no_file),
	};

	if (argc == 4 && !strcmp(argv[1], act))
		return use_pool(atoi(argv[2]), atoi(argv[3]));
	/* What hangs ends, so that it is seen. */
	alarm(10 * DEADLINE_S);
	return RUN(tests);
}
