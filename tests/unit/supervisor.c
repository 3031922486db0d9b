/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What becomes of tokens and jobs when a client or its supervisor is killed.
 * Processes that lose their parent become children of this one, which can wait
 * for them: once a supervisor has ended, all that it does is done.
 */
#include "unit/testing.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>

#include <time.h>

#include "unit/tokens.h"

static const char tokens[] = { 'a', '\0', '\xff' };

/* Each test has a pool of its own, with the three tokens. */
static struct tokens pool;

/* What a client, a process of the test or the test itself, open_pool of it. */
static struct jobserver *js;

/* What processes tell the test: it is in memory that they share. */
static struct notes {
	pid_t supervisor;
	pid_t job[2];
} *notes;

static int
make_pool(void **state)
{
	(void)state;
	memset(notes, 0, sizeof *notes);
	tokens_make(&pool, tokens, sizeof tokens);
	return 0;
}

static int
close_pool(void **state)
{
	pid_t child[2];

	(void)state;
	tokens_close(&pool);
	/* What a test that failed has left. */
	while (find_children(child)) {
		kill(child[0], SIGKILL);
		waitpid(child[0], NULL, 0);
	}
	return 0;
}

static void
rest(void)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	nanosleep(&pause, NULL);
}

/* Waits for a child's end, which may not be late.  Returns its status. */
static int
reap(pid_t child)
{
	time_t late = time(NULL) + DEADLINE_S;
	int status;
	pid_t got;

	assert_true(child > 0);
	while ((got = waitpid(child, &status, WNOHANG)) == 0) {
		if (time(NULL) > late)
			fail_msg("process %d did not end", child);
		rest();
	}
	assert_int_equal(got, child);
	return status;
}

/* Passes when a child was ended by a signal. */
static void
reap_signalled(pid_t child, int sig)
{
	int status = reap(child);

	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), sig);
}

static void
kill_and_reap(pid_t child)
{
	kill(child, SIGKILL);
	reap_signalled(child, SIGKILL);
}

static void
assert_no_children(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* Passes when the supervisor ends, and has left all tokens in the pool. */
static void
assert_given_back(void)
{
	assert_int_equal(reap(notes->supervisor), 0);
	tokens_are(&pool, tokens, sizeof tokens);
	assert_no_children();
}

static void
open_and_take(unsigned count)
{
	js = open_pool(pool.makeflags);
	take_tokens(js, count);
	notes->supervisor = only_child();
}

static void
hold_three(void *arg)
{
	(void)arg;
	open_and_take(3);
}

static void
F2_tokens_of_a_killed_client_come_back(void **state)
{
	pid_t client = start_process(hold_three, NULL);

	(void)state;
	assert_int_equal(tokens_count(&pool), 0);
	kill_and_reap(client);
	assert_given_back();
}

static void
hold_two_of_three(void *arg)
{
	(void)arg;
	open_and_take(3);
	jobserver_release(js);
}

static void
F2_tokens_that_were_released_do_not_come_back_twice(void **state)
{
	pid_t client = start_process(hold_two_of_three, NULL);

	(void)state;
	assert_int_equal(tokens_count(&pool), 1);
	kill_and_reap(client);
	assert_given_back();
}

/* Kinds of jobs, and the signal that each of them ends by. */
static struct kind {
	bool deaf, stopped;
	int ends_by;
} plain = { false, false, SIGTERM }, deaf = { true, false, SIGKILL },
	stopped = { false, true, SIGTERM };

static void
be_job(void *arg)
{
	const struct kind *kind = arg;

	jobserver_enter_child(js);
	setpgid(0, 0);
	if (kind->deaf)
		signal(SIGTERM, SIG_IGN);
}

/* Starts a job in a group of its own, and has it protected. */
static pid_t
start_job(struct kind *kind)
{
	pid_t job = start_process(be_job, kind);

	MUST(!jobserver_protect(js, job));
	if (!kind->stopped)
		return job;
	MUST(!kill(job, SIGSTOP));
	MUST(waitpid(job, NULL, WUNTRACED) == job);
	return job;
}

static void
run_two_jobs(void *kind)
{
	open_and_take(2);
	notes->job[0] = start_job(&plain);
	notes->job[1] = start_job(kind);
}

static void
assert_jobs_end(struct kind *kind)
{
	kill_and_reap(start_process(run_two_jobs, kind));
	reap_signalled(notes->job[0], SIGTERM);
	reap_signalled(notes->job[1], kind->ends_by);
	assert_given_back();
}

static void
F2_jobs_of_a_killed_client_end(void **state)
{
	(void)state;
	assert_jobs_end(&plain);
}

static void
F2_jobs_that_ignore_SIGTERM_end(void **state)
{
	(void)state;
	assert_jobs_end(&deaf);
}

static void
F2_jobs_that_are_stopped_end(void **state)
{
	(void)state;
	assert_jobs_end(&stopped);
}

static void
do_nothing(void *arg)
{
	(void)arg;
}

/* A job with a process of its own, in the same group. */
static void
be_family(void *arg)
{
	be_job(&plain);
	notes->job[1] = start_process(do_nothing, arg);
}

static void
run_family(void *arg)
{
	open_and_take(1);
	notes->job[0] = start_process(be_family, arg);
	MUST(!jobserver_protect(js, notes->job[0]));
}

static void
F2_a_group_ends_as_a_whole(void **state)
{
	(void)state;
	kill_and_reap(start_process(run_family, NULL));
	reap_signalled(notes->job[0], SIGTERM);
	reap_signalled(notes->job[1], SIGTERM);
	assert_given_back();
}

/* A client's child, which has a job of its own. */
static void
be_runner(void *arg)
{
	(void)arg;
	jobserver_enter_child(js);
	notes->job[0] = start_job(&deaf);
}

static void
run_runner(void *arg)
{
	open_and_take(3);
	notes->job[1] = start_process(be_runner, arg);
}

/* The child itself lives on, and holds nothing that shows the client. */
static void
F2_jobs_of_a_clients_child_end(void **state)
{
	pid_t child;

	(void)state;
	kill_and_reap(start_process(run_runner, NULL));
	assert_int_equal(reap(notes->supervisor), 0);
	tokens_are(&pool, tokens, sizeof tokens);
	child = notes->job[1];
	assert_true(is_alive(child));
	kill_and_reap(child);
	reap_signalled(notes->job[0], SIGKILL);
	assert_no_children();
}

/* A client that dies with its group, as soon as it has a token. */
static void
die_with_group(void *sig)
{
	setpgid(0, 0);
	/* A shell may have started the tests with SIGINT ignored. */
	if (*(int *)sig != SIGKILL)
		signal(*(int *)sig, SIG_DFL);
	open_and_take(1);
	kill(0, *(int *)sig);
}

/* The supervisor was in that group, too, until it had come to setsid(2). */
static void
F2_a_client_that_dies_with_its_group_loses_nothing(void **state)
{
	static int sig[] = { SIGKILL, SIGTERM, SIGINT, SIGHUP };

	(void)state;
	for (size_t i = 0; i < 10 * LENGTH(sig); i++) {
		int *s = &sig[i % LENGTH(sig)];

		assert_int_equal(WTERMSIG(run_process(die_with_group, s)), *s);
		assert_given_back();
	}
}

static void
F3_a_client_without_its_supervisor_ends_well(void **state)
{
	(void)state;
	open_and_take(3);
	kill_and_reap(notes->supervisor);
	assert_int_equal(jobserver_close(js), 0);
	tokens_are(&pool, tokens, sizeof tokens);
	assert_no_children();
}

/* A client whose first supervisor is killed. */
static void
need_a_second_supervisor(void *arg)
{
	pid_t first;

	(void)arg;
	open_and_take(2);
	first = notes->supervisor;
	MUST(!kill(first, SIGKILL));
	MUST(waitpid(first, NULL, 0) == first);
	MUST(only_child() == 0);
	MUST(jobserver_acquire(js) == 1);
	notes->supervisor = only_child();
}

static void
F3_the_next_token_starts_another_supervisor(void **state)
{
	(void)state;
	kill_and_reap(start_process(need_a_second_supervisor, NULL));
	assert_given_back();
}

static void
take_with_few_descriptors(void *spare)
{
	open_and_take(0);
	leave_descriptors(*(int *)spare);
	if (jobserver_acquire(js) != 1)
		MUST(strstr(jobserver_reason(js), "no process could be start"));
	raise(SIGKILL);
}

/*
 * With two or three descriptors the supervisor could be started, but had none
 * left to put its own in order: it waited for ever, or had no pool.
 */
static void
F7_no_token_is_lost_for_want_of_descriptors(void **state)
{
	(void)state;
	for (int spare = 0; spare < 8; spare++) {
		pid_t supervisor;

		assert_int_equal(WTERMSIG(run_process(take_with_few_descriptors,
		    &spare)), SIGKILL);
		supervisor = only_child();
		if (supervisor)
			assert_int_equal(reap(supervisor), 0);
		tokens_are(&pool, tokens, sizeof tokens);
	}
}

static void
take_without_standard_descriptors(void *arg)
{
	(void)arg;
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	take_tokens(open_pool(pool.makeflags), 2);
	raise(SIGKILL);
}

static void
the_standard_descriptors_may_be_closed(void **state)
{
	int status = run_process(take_without_standard_descriptors, NULL);

	(void)state;
	assert_int_equal(WTERMSIG(status), SIGKILL);
	notes->supervisor = only_child();
	assert_given_back();
}

static void
run_one_of_two_protected(void *arg)
{
	(void)arg;
	open_and_take(1);
	notes->job[0] = start_job(&plain);
	notes->job[1] = start_job(&plain);
	MUST(jobserver_unprotect(js, notes->job[0]));
	MUST(!jobserver_unprotect(js, notes->job[0]));
}

static void
a_group_that_is_not_protected_lives_on(void **state)
{
	(void)state;
	kill_and_reap(start_process(run_one_of_two_protected, NULL));
	reap_signalled(notes->job[1], SIGTERM);
	assert_int_equal(reap(notes->supervisor), 0);
	assert_true(is_alive(notes->job[0]));
	kill_and_reap(notes->job[0]);
	assert_no_children();
}

static void
protect_without_a_pool(void *arg)
{
	(void)arg;
	js = open_pool(NULL);
	MUST(!jobserver_supervise(js));
	notes->supervisor = only_child();
	notes->job[0] = start_job(&plain);
}

static void
jobs_end_where_there_is_no_pool(void **state)
{
	(void)state;
	kill_and_reap(start_process(protect_without_a_pool, NULL));
	reap_signalled(notes->job[0], SIGTERM);
	assert_given_back();
}

static void
closing_leaves_no_process_and_no_descriptor(void **state)
{
	int before = count_descriptors("self");

	(void)state;
	open_and_take(2);
	assert_int_not_equal(notes->supervisor, 0);
	jobserver_close(js);
	assert_no_children();
	assert_int_equal(count_descriptors("self"), before);
	js = jobserver_serve(3, JOBSERVER_PIPE);
	assert_int_equal(jobserver_acquire(js), 1);
	jobserver_close(js);
	assert_no_children();
	assert_int_equal(count_descriptors("self"), before);
}

static void
close_in_child(void *arg)
{
	(void)arg;
	jobserver_enter_child(js);
	MUST(jobserver_held(js) == 0);
	MUST(fcntl(pool.read_fd, F_GETFD) < 0 && errno == EBADF);
	MUST(fcntl(pool.write_fd, F_GETFD) < 0 && errno == EBADF);
	MUST(jobserver_close(js) == 0);
}

/* It ended the supervisor of its parent. */
static void
a_child_that_closes_does_no_harm(void **state)
{
	(void)state;
	open_and_take(2);
	assert_int_equal(run_process(close_in_child, NULL), 0);
	assert_int_equal(tokens_count(&pool), 1);
	assert_true(is_alive(notes->supervisor));
	jobserver_close(js);
	tokens_are(&pool, tokens, sizeof tokens);
}

/* A client that has tokens, but no supervisor and no way to start one. */
static void
lose_the_pool_and_fork(void *arg)
{
	open_and_take(2);
	MUST(!kill(notes->supervisor, SIGKILL));
	MUST(waitpid(notes->supervisor, NULL, 0) == notes->supervisor);
	leave_descriptors(0);
	MUST(jobserver_acquire(js) == -1);
	MUST(jobserver_held(js) == 2);
	MUST(run_process(close_in_child, arg) == 0);
	jobserver_close(js);
}

/* The child took them for its own, and out of the ledger. */
static void
a_child_has_no_tokens_of_a_pool_that_is_lost(void **state)
{
	(void)state;
	assert_int_equal(run_process(lose_the_pool_and_fork, NULL), 0);
	tokens_are(&pool, tokens, sizeof tokens);
}

static volatile sig_atomic_t ticks;

static void
tick(int sig)
{
	(void)sig;
	ticks++;
}

static void
set_timer(suseconds_t usec)
{
	const struct itimerval every = { { 0, usec }, { 0, usec } };

	MUST(!setitimer(ITIMER_REAL, &every, NULL));
}

/* poll(2) ends with EINTR even when it has no time to wait: it looked dead. */
static void
signals_do_not_replace_the_supervisor(void **state)
{
	unsigned left = alarm(0);

	(void)state;
	open_and_take(1);
	ticks = 0;
	signal(SIGALRM, tick);
	set_timer(50);
	while (ticks < 2000) {
		MUST(jobserver_acquire(js) == 1);
		jobserver_release(js);
	}
	set_timer(0);
	signal(SIGALRM, SIG_DFL);
	alarm(left);
	assert_int_equal(only_child(), notes->supervisor);
	jobserver_close(js);
	tokens_are(&pool, tokens, sizeof tokens);
}

static void
the_supervisor_holds_little_and_has_its_own_session(void **state)
{
	time_t late = time(NULL) + DEADLINE_S;
	char pid[16];

	(void)state;
	open_and_take(1);
	snprintf(pid, sizeof pid, "%d", notes->supervisor);
	/* The standard three, the pool, and by what it sees the client. */
	while (count_descriptors(pid) != 5 && time(NULL) < late)
		rest();
	assert_int_equal(count_descriptors(pid), 5);
	assert_int_equal(getsid(notes->supervisor), notes->supervisor);
	jobserver_close(js);
}

static void
bury_kills_what_a_child_left_and_nothing_else(void **state)
{
	pid_t child[2], job[2];

	(void)state;
	js = open_pool(NULL);
	assert_int_equal(jobserver_supervise(js), 0);
	for (size_t i = 0; i < 2; i++) {
		child[i] = start_process(be_runner, NULL);
		job[i] = notes->job[0];
	}
	for (size_t i = 0; i < 2; i++)
		kill_and_reap(child[i]);
	jobserver_bury(js, child[0]);
	reap_signalled(job[0], SIGKILL);
	assert_true(is_alive(job[1]));
	jobserver_bury(js, child[1]);
	reap_signalled(job[1], SIGKILL);
	assert_int_equal(jobserver_close(js), 0);
	assert_no_children();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_pool, close_pool)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(F2_tokens_of_a_killed_client_come_back),
		TEST(F2_tokens_that_were_released_do_not_come_back_twice),
		TEST(F2_jobs_of_a_killed_client_end),
		TEST(F2_jobs_that_ignore_SIGTERM_end),
		TEST(F2_jobs_that_are_stopped_end),
		TEST(F2_a_group_ends_as_a_whole),
		TEST(F2_jobs_of_a_clients_child_end),
		TEST(F2_a_client_that_dies_with_its_group_loses_nothing),
		TEST(F3_a_client_without_its_supervisor_ends_well),
		TEST(F3_the_next_token_starts_another_supervisor),
		TEST(F7_no_token_is_lost_for_want_of_descriptors),
		TEST(the_standard_descriptors_may_be_closed),
		TEST(a_group_that_is_not_protected_lives_on),
		TEST(jobs_end_where_there_is_no_pool),
		TEST(closing_leaves_no_process_and_no_descriptor),
		TEST(a_child_that_closes_does_no_harm),
		TEST(a_child_has_no_tokens_of_a_pool_that_is_lost),
		TEST(signals_do_not_replace_the_supervisor),
		TEST(the_supervisor_holds_little_and_has_its_own_session),
		TEST(bury_kills_what_a_child_left_and_nothing_else),
	};

	notes = mmap(NULL, sizeof *notes, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(notes != MAP_FAILED);
	MUST(!prctl(PR_SET_CHILD_SUBREAPER, 1));
	/* What hangs ends, so that it is seen. */
	alarm(10 * DEADLINE_S);
	return RUN(tests);
}
