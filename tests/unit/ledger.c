/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "jobserver/ledger.h"
#include "unit/tokens.h"

/* Processes at a time, and groups of each; no group has such a number. */
enum { PROCESSES = 8, GROUPS = 50, FIRST_GROUP = 10000000 };

/* How often they compete for a place. */
enum { ROUNDS = 5000 };

static struct ledger *ledger;

static int
make_ledger(void **state)
{
	(void)state;
	ledger = ledger_new();
	return ledger ? 0 : -1;
}

static int
free_ledger(void **state)
{
	(void)state;
	ledger_free(ledger);
	return 0;
}

/* Returns how often a group is there. */
static unsigned
count_group(pid_t group)
{
	unsigned count = 0;

	for (unsigned i = 0; i < ledger->groups_used; i++)
		count += ledger->group[i].group == group;
	return count;
}

/* Returns how many places somebody has. */
static unsigned
count_places(void)
{
	unsigned count = 0;

	for (unsigned i = 0; i < LEDGER_GROUPS; i++)
		count += ledger->group[i].owner != 0;
	return count;
}

static void
groups_are_entered_and_struck_out(void **state)
{
	(void)state;
	for (pid_t n = 0; n < 3; n++)
		assert_int_equal(ledger_enter_group(ledger, FIRST_GROUP + n),
		    0);
	assert_true(ledger_strike_group(ledger, FIRST_GROUP + 1));
	assert_int_equal(count_group(FIRST_GROUP), 1);
	assert_int_equal(count_group(FIRST_GROUP + 1), 0);
	assert_int_equal(count_group(FIRST_GROUP + 2), 1);
	/* A place that is free is taken before another. */
	assert_int_equal(ledger_enter_group(ledger, FIRST_GROUP + 3), 0);
	assert_int_equal(ledger->groups_used, 3);
	assert_false(ledger_strike_group(ledger, FIRST_GROUP + 1));
	assert_int_equal(count_places(), 3);
}

static void
a_full_ledger_says_so(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LEDGER_GROUPS; i++)
		ledger->group[i].owner = 1;
	errno = 0;
	assert_int_equal(ledger_enter_group(ledger, FIRST_GROUP), -1);
	assert_int_equal(errno, ENOSPC);
	ledger->group[LEDGER_GROUPS - 1].owner = 0;
	assert_int_equal(ledger_enter_group(ledger, FIRST_GROUP), 0);
	assert_int_equal(ledger->groups_used, LEDGER_GROUPS);
	assert_int_equal(count_group(FIRST_GROUP), 1);
}

/* Enters groups that nobody else enters, from first on. */
static void
enter_groups(pid_t first)
{
	for (int n = 0; n < ROUNDS; n++) {
		MUST(!ledger_enter_group(ledger, first));
		MUST(ledger_strike_group(ledger, first));
	}
	for (pid_t g = first; g < first + GROUPS; g++)
		MUST(!ledger_enter_group(ledger, g));
}

static void
strike_groups(pid_t first)
{
	for (pid_t g = first; g < first + GROUPS; g++) {
		MUST(count_group(g) == 1);
		MUST(ledger_strike_group(ledger, g));
	}
}

/* Has processes work at once, each on groups of its own. */
static void
work_at_once(void (*work)(pid_t first), pid_t process[PROCESSES])
{
	int begin[2], status;
	char byte;

	MUST(!pipe(begin));
	for (int n = 0; n < PROCESSES; n++) {
		MUST((process[n] = fork()) >= 0);
		if (process[n] > 0)
			continue;
		alarm(3 * DEADLINE_S);
		close(begin[1]);
		MUST(read(begin[0], &byte, 1) == 0);
		work(FIRST_GROUP + n * GROUPS);
		_exit(0);
	}
	close(begin[0]);
	close(begin[1]);
	for (int n = 0; n < PROCESSES; n++) {
		assert_int_equal(waitpid(process[n], &status, 0), process[n]);
		assert_int_equal(status, 0);
	}
}

/* Passes when a process owns its groups, each once, and no other. */
static void
assert_owned(pid_t owner, pid_t first)
{
	unsigned count = 0;

	for (unsigned i = 0; i < ledger->groups_used; i++)
		count += ledger->group[i].owner == owner;
	assert_int_equal(count, GROUPS);
	for (unsigned i = 0; i < ledger->groups_used; i++)
		if (ledger->group[i].owner == owner)
			assert_in_range(ledger->group[i].group, first,
			    first + GROUPS - 1);
	for (pid_t g = first; g < first + GROUPS; g++)
		assert_int_equal(count_group(g), 1);
}

static void
many_processes_at_once_enter_and_strike_out_groups(void **state)
{
	pid_t process[PROCESSES], other[PROCESSES];

	(void)state;
	work_at_once(enter_groups, process);
	assert_int_equal(count_places(), PROCESSES * GROUPS);
	for (int n = 0; n < PROCESSES; n++)
		assert_owned(process[n], FIRST_GROUP + n * GROUPS);
	work_at_once(strike_groups, other);
	assert_int_equal(count_places(), 0);
}

static void
lead_a_group(void *arg)
{
	(void)arg;
	setpgid(0, 0);
}

static void
signals_reach_all_groups_that_are_there(void **state)
{
	pid_t job[2];
	int status;

	(void)state;
	assert_int_equal(ledger_signal_groups(ledger, 0), 0);
	for (int n = 0; n < 2; n++) {
		job[n] = start_process(lead_a_group, NULL);
		assert_int_equal(ledger_enter_group(ledger, job[n]), 0);
	}
	assert_int_equal(ledger_signal_groups(ledger, 0), 2);
	assert_int_equal(ledger_signal_groups(ledger, SIGUSR1), 2);
	for (int n = 0; n < 2; n++) {
		assert_int_equal(waitpid(job[n], &status, 0), job[n]);
		assert_int_equal(WTERMSIG(status), SIGUSR1);
	}
	assert_int_equal(ledger_signal_groups(ledger, SIGUSR1), 0);
	/* Who is there no more is not struck out by that. */
	assert_int_equal(count_places(), 2);
}

static void
groups_of_one_process_are_killed_and_struck_out(void **state)
{
	pid_t job = start_process(lead_a_group, NULL);
	int status;

	(void)state;
	assert_int_equal(ledger_enter_group(ledger, job), 0);
	ledger_kill_groups_of(ledger, getpid() + 1);
	assert_true(is_alive(job));
	assert_int_equal(count_group(job), 1);
	ledger_kill_groups_of(ledger, getpid());
	assert_int_equal(waitpid(job, &status, 0), job);
	assert_int_equal(WTERMSIG(status), SIGKILL);
	assert_int_equal(count_places(), 0);
}

/* Makes a pool that does not block. */
static void
make_open_pool(struct tokens *p, const char *tokens, size_t len)
{
	tokens_make(p, tokens, len);
	MUST(!fcntl(p->read_fd, F_SETFL, O_RDONLY | O_NONBLOCK));
	MUST(!fcntl(p->write_fd, F_SETFL, O_WRONLY | O_NONBLOCK));
}

static void
tokens_are_taken_to_any_place_and_put_back(void **state)
{
	struct tokens p;

	(void)state;
	make_open_pool(&p, "a\0", 2);
	assert_int_equal(ledger_take(ledger, 5, p.read_fd), 1);
	assert_int_equal(ledger_take(ledger, LEDGER_TOKENS - 1, p.read_fd), 1);
	assert_int_equal(ledger->token[5].byte, 'a');
	assert_int_equal(ledger_take(ledger, 6, p.read_fd), -1);
	assert_int_equal(errno, EAGAIN);
	assert_int_equal(ledger->token[6].both, 0);
	assert_int_equal(ledger_put_back(ledger, 5, p.write_fd), 0);
	assert_int_equal(ledger->token[5].both, 0);
	ledger_put_back_all(ledger, p.write_fd);
	tokens_are(&p, "a\0", 2);
	/* Now there is none to put back. */
	ledger_put_back_all(ledger, p.write_fd);
	tokens_are(&p, "a\0", 2);
	tokens_close(&p);
}

static void
the_end_of_a_pool_is_no_token(void **state)
{
	struct tokens p;

	(void)state;
	make_open_pool(&p, "", 0);
	close(p.write_fd);
	assert_int_equal(ledger_take(ledger, 0, p.read_fd), 0);
	assert_int_equal(ledger->token[0].both, 0);
	close(p.read_fd);
}

static void
a_pool_that_is_full_is_not_waited_for_for_ever(void **state)
{
	struct tokens p;

	(void)state;
	make_open_pool(&p, "a", 1);
	assert_int_equal(ledger_take(ledger, 0, p.read_fd), 1);
	while (write(p.write_fd, "+", 1) == 1)
		;
	assert_int_equal(ledger_put_back(ledger, 0, p.write_fd), -1);
	assert_int_equal(ledger->token[0].both, 0);
	tokens_close(&p);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_ledger, free_ledger)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(groups_are_entered_and_struck_out),
		TEST(a_full_ledger_says_so),
		TEST(many_processes_at_once_enter_and_strike_out_groups),
		TEST(signals_reach_all_groups_that_are_there),
		TEST(groups_of_one_process_are_killed_and_struck_out),
		TEST(tokens_are_taken_to_any_place_and_put_back),
		TEST(the_end_of_a_pool_is_no_token),
		TEST(a_pool_that_is_full_is_not_waited_for_for_ever),
	};

	/* What hangs ends, so that it is seen. */
	alarm(10 * DEADLINE_S);
	return RUN(tests);
}
