/* SPDX-License-Identifier: GPL-2.0-only */
/* How many jobs may run: with a pool of make's, with our own, and with none. */
#include "unit/testing.h"

#include <time.h>

#include "run/pool.h"
#include "unit/capture.h"
#include "unit/tokens.h"

/* Opens the pool that MAKEFLAGS names below a make, or our own for NULL. */
static void
open_below(struct pool *p, const char *makeflags, size_t jobs)
{
	const struct pool_options options = { .jobs = jobs };

	if (makeflags) {
		setenv("MAKELEVEL", "1", 1);
		setenv("MAKEFLAGS", makeflags, 1);
	} else {
		unsetenv("MAKELEVEL");
		unsetenv("MAKEFLAGS");
	}
	MUST(!pool_open(p, &options));
}

/* Starts the clock for so many jobs.  Returns what is said. */
static const char *
begin(struct pool *p, size_t jobs)
{
	capture_start();
	MUST(!pool_begin(p, jobs));
	return capture_end();
}

/* Closes a pool.  Returns what is said. */
static const char *
close_pool(struct pool *p)
{
	capture_start();
	pool_close(p);
	return capture_end();
}

/* Enters jobs until no more may start.  Returns how many run then. */
static size_t
fill(struct pool *p)
{
	while (pool_enter(p))
		MUST(p->running < 100);
	return p->running;
}

static void
empty(struct pool *p)
{
	while (p->running)
		pool_leave(p);
}

static void
as_many_jobs_run_as_are_asked_for(void **state)
{
	static const size_t jobs[] = { 1, 2, 7 };

	(void)state;
	for (size_t i = 0; i < LENGTH(jobs); i++) {
		struct pool p;

		open_below(&p, NULL, jobs[i]);
		assert_string_equal(begin(&p, 100), "");
		assert_int_equal(fill(&p), jobs[i]);
		/* Another token would be of no use. */
		assert_false(p.waiting);
		assert_int_equal(jobserver_held(p.jobserver), jobs[i] - 1);
		assert_int_equal(jobserver_available(p.jobserver), 0);
		pool_leave(&p);
		assert_int_equal(fill(&p), jobs[i]);
		assert_int_equal(p.jobs, jobs[i] + 1);
		empty(&p);
		assert_int_equal(jobserver_held(p.jobserver), 0);
		assert_string_equal(close_pool(&p), "");
	}
}

static void
without_a_number_there_is_a_job_for_each_processor(void **state)
{
	struct pool p;

	(void)state;
	open_below(&p, NULL, 0);
	assert_true(p.limit >= 1);
	assert_int_equal(jobserver_total(p.jobserver), p.limit - 1);
	assert_string_equal(close_pool(&p), "");
}

static void
below_make_there_is_a_job_for_each_token_and_one(void **state)
{
	struct tokens tokens;
	struct pool p;

	(void)state;
	tokens_make(&tokens, "abc", 3);
	open_below(&p, tokens.makeflags, 0);
	assert_string_equal(begin(&p, 100), "");
	assert_int_equal(fill(&p), 4);
	assert_true(p.waiting);
	assert_int_equal(p.most_held, 3);
	assert_int_equal(p.low_water, 0);
	/* The slot of our own is kept for last. */
	pool_leave(&p);
	assert_int_equal(tokens_count(&tokens), 1);
	empty(&p);
	tokens_are(&tokens, "abc", 3);
	assert_string_equal(close_pool(&p), "");
	tokens_are(&tokens, "abc", 3);
	tokens_close(&tokens);
}

static void
a_number_limits_the_tokens_that_are_taken(void **state)
{
	struct tokens tokens;
	struct pool p;

	(void)state;
	tokens_make(&tokens, "abc", 3);
	open_below(&p, tokens.makeflags, 2);
	begin(&p, 100);
	assert_int_equal(fill(&p), 2);
	assert_false(p.waiting);
	assert_int_equal(tokens_count(&tokens), 2);
	empty(&p);
	close_pool(&p);
	tokens_close(&tokens);
}

static void
a_token_that_comes_ends_the_wait(void **state)
{
	struct tokens tokens;
	struct pool p;

	(void)state;
	tokens_make(&tokens, "", 0);
	open_below(&p, tokens.makeflags, 0);
	begin(&p, 100);
	assert_int_equal(fill(&p), 1);
	assert_true(p.waiting);
	assert_int_equal(write(tokens.write_fd, "x", 1), 1);
	await_input(jobserver_fd(p.jobserver));
	assert_true(pool_enter(&p));
	assert_false(p.waiting);
	assert_true(p.waited_ns > 0);
	empty(&p);
	close_pool(&p);
	tokens_are(&tokens, "x", 1);
	tokens_close(&tokens);
}

static void
who_wants_nothing_waits_for_nothing(void **state)
{
	struct tokens tokens;
	struct pool p;
	uint64_t waited_ns;

	(void)state;
	tokens_make(&tokens, "", 0);
	open_below(&p, tokens.makeflags, 0);
	begin(&p, 100);
	fill(&p);
	pool_want_nothing(&p);
	assert_false(p.waiting);
	waited_ns = p.waited_ns;
	usleep(2000);
	empty(&p);
	assert_true(p.waited_ns == waited_ns);
	close_pool(&p);
	tokens_close(&tokens);
}

static void
a_job_that_rests_is_counted_once(void **state)
{
	struct tokens tokens;
	struct pool p;

	(void)state;
	tokens_make(&tokens, "a", 1);
	open_below(&p, tokens.makeflags, 0);
	begin(&p, 100);
	assert_int_equal(fill(&p), 2);
	pool_rest(&p);
	assert_int_equal(tokens_count(&tokens), 1);
	assert_int_equal(fill(&p), 2);
	assert_int_equal(p.jobs, 2);
	empty(&p);
	close_pool(&p);
	tokens_close(&tokens);
}

static void
where_make_runs_one_job_there_is_one(void **state)
{
	struct pool p;

	(void)state;
	open_below(&p, " -j1", 5);
	assert_int_equal(jobserver_kind(p.jobserver), JOBSERVER_SERIAL);
	assert_string_equal(begin(&p, 100), "");
	assert_int_equal(fill(&p), 1);
	assert_false(p.waiting);
	empty(&p);
	assert_string_equal(close_pool(&p), "");
}

static void
a_pool_out_of_reach_is_told_where_it_matters(void **state)
{
	static const struct {
		size_t asked, jobs;
		bool told;
	} c[] = { { 0, 2, true }, { 5, 2, true }, { 1, 2, false },
		{ 0, 1, false } };

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct pool p;
		const char *said;

		open_below(&p, " -j3 --jobserver-auth=98,99", c[i].asked);
		said = begin(&p, c[i].jobs);
		assert_int_equal(
		    strstr(said, "one job at a time: ") != NULL, c[i].told);
		assert_int_equal(fill(&p), 1);
		assert_false(p.waiting);
		empty(&p);
		assert_string_equal(close_pool(&p), "");
	}
}

/* Has no supervisor for the next token and no way to start one. */
static void
lose_the_pool(void *arg)
{
	struct tokens *tokens = arg;
	pid_t supervisor;
	struct pool p;

	open_below(&p, tokens->makeflags, 0);
	begin(&p, 100);
	supervisor = only_child();
	MUST(pool_enter(&p) && pool_enter(&p));
	MUST(!kill(supervisor, SIGKILL));
	MUST(waitpid(supervisor, NULL, 0) == supervisor);
	capture_start();
	leave_descriptors(0);
	MUST(!pool_enter(&p));
	MUST(strstr(capture_end(), "one job at a time from here on: "));
	MUST(!p.waiting && p.limit == 1);
	pool_leave(&p);
	MUST(!pool_enter(&p));
	pool_leave(&p);
	MUST(pool_enter(&p));
	pool_leave(&p);
	pool_close(&p);
}

static void
a_pool_that_is_lost_leaves_one_job(void **state)
{
	struct tokens tokens;

	(void)state;
	tokens_make(&tokens, "abc", 3);
	assert_int_equal(run_process(lose_the_pool, &tokens), 0);
	tokens_are(&tokens, "abc", 3);
	tokens_close(&tokens);
}

/* Starts a process that works until it is killed, or for long enough. */
static pid_t
start_spinner(void)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		alarm(DEADLINE_S);
		for (;;)
			;
	}
	return child;
}

static void
makes_load_limit_holds_for_all_jobs_but_one(void **state)
{
	pid_t spinner = start_spinner();
	struct pool p;

	(void)state;
	open_below(&p, " -j -l0.5", 4);
	begin(&p, 100);
	assert_int_equal(fill(&p), 1);
	assert_true(p.loaded);
	assert_false(p.waiting);
	pool_want_nothing(&p);
	assert_false(p.loaded);
	empty(&p);
	close_pool(&p);
	kill(spinner, SIGKILL);
	waitpid(spinner, NULL, 0);
}

static void
no_load_is_too_high_for_a_limit_above_it(void **state)
{
	struct pool p;

	(void)state;
	open_below(&p, " -j -l100000", 4);
	begin(&p, 100);
	assert_int_equal(fill(&p), 4);
	assert_false(p.loaded);
	empty(&p);
	close_pool(&p);
}

static void
make_n_t_and_q_are_noted(void **state)
{
	static const struct {
		const char *makeflags;
		char letter;
	} c[] = { { "n -j1", 'n' }, { "t -j1", 't' }, { "q -j1", 'q' },
		{ "k -j1", '\0' } };

	(void)state;
	for (size_t i = 0; i < LENGTH(c); i++) {
		struct pool p;

		open_below(&p, c[i].makeflags, 0);
		assert_int_equal(p.dry_run, c[i].letter);
		close_pool(&p);
	}
}

/* Takes a token of the pool that it is lent, and ends. */
static void
keep_a_token(void *arg)
{
	const struct pool *p = arg;
	int read_fd = -1, write_fd;
	const char *auth;
	char byte;

	setenv("MAKEFLAGS", "", 1);
	jobserver_enter_child(p->jobserver);
	auth = strstr(getenv("MAKEFLAGS"), "--jobserver-auth=");
	MUST(auth && sscanf(auth, "--jobserver-auth=%d,%d", &read_fd,
			 &write_fd) == 2);
	MUST(read(read_fd, &byte, 1) == 1);
}

static void
tokens_that_jobs_kept_are_told_unless_they_were_ended(void **state)
{
	(void)state;
	for (int stopped = 0; stopped < 2; stopped++) {
		struct pool p;
		const char *said;

		open_below(&p, NULL, 3);
		begin(&p, 100);
		assert_true(pool_enter(&p));
		assert_int_equal(run_process(keep_a_token, &p), 0);
		pool_leave(&p);
		if (stopped)
			pool_stop(&p);
		said = close_pool(&p);
		if (stopped)
			assert_string_equal(said, "");
		else
			assert_non_null(strstr(
			    said, "1 of 2 job tokens of our pool was not"));
	}
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void
a_pause_is_not_counted(void **state)
{
	struct pool p;
	double start, passed;

	(void)state;
	open_below(&p, NULL, 2);
	start = now();
	begin(&p, 100);
	fill(&p);
	pool_pause(&p);
	usleep(100000);
	pool_resume(&p);
	empty(&p);
	passed = now() - start;
	assert_true(pool_seconds(&p) >= 0);
	assert_true(pool_seconds(&p) <= passed - 0.1);
	close_pool(&p);
}

static void
the_account_says_what_ran(void **state)
{
	struct tokens tokens;
	struct pool p;
	char *account;

	(void)state;
	tokens_make(&tokens, "ab", 2);
	open_below(&p, tokens.makeflags, 0);
	begin(&p, 100);
	fill(&p);
	empty(&p);
	account = pool_account(&p);
	assert_non_null(strstr(account, "jobs=3 "));
	assert_non_null(strstr(account, " most-tokens=2 "));
	assert_non_null(strstr(account, " low-water=0"));
	free(account);
	close_pool(&p);
	tokens_close(&tokens);
}

#define TEST(name) cmocka_unit_test(name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(as_many_jobs_run_as_are_asked_for),
		TEST(without_a_number_there_is_a_job_for_each_processor),
		TEST(below_make_there_is_a_job_for_each_token_and_one),
		TEST(a_number_limits_the_tokens_that_are_taken),
		TEST(a_token_that_comes_ends_the_wait),
		TEST(who_wants_nothing_waits_for_nothing),
		TEST(a_job_that_rests_is_counted_once),
		TEST(where_make_runs_one_job_there_is_one),
		TEST(a_pool_out_of_reach_is_told_where_it_matters),
		TEST(a_pool_that_is_lost_leaves_one_job),
		TEST(makes_load_limit_holds_for_all_jobs_but_one),
		TEST(no_load_is_too_high_for_a_limit_above_it),
		TEST(make_n_t_and_q_are_noted),
		TEST(tokens_that_jobs_kept_are_told_unless_they_were_ended),
		TEST(a_pause_is_not_counted),
		TEST(the_account_says_what_ran),
	};

	/* What hangs ends, so that it is seen. */
	alarm(10 * DEADLINE_S);
	return RUN(tests);
}
