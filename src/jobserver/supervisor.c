/* SPDX-License-Identifier: BSD-2-Clause */
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include "jobserver/ledger.h"
#include "jobserver/supervisor.h"

/* How long jobs have to end by themselves: how often, and ms between. */
enum { TRIES = 50, PAUSE_MS = 10 };

/* The numbers of the two descriptors of the supervisor. */
enum { LIFELINE = 3, POOL = 4, FIRST_TO_CLOSE = 5 };

static void
close_range_of(unsigned first, unsigned last)
{
#ifdef SYS_close_range
	if (!syscall(SYS_close_range, first, last, 0))
		return;
#endif
	for (unsigned fd = first, end = sysconf(_SC_OPEN_MAX);
	    fd <= last && fd < end; fd++)
		close(fd);
}

/* Closes all but two descriptors; the second may be -1. */
static void
close_others(int a, int b)
{
	int low = b >= 0 && b < a ? b : a, high = b > a ? b : a;

	if (low > 0)
		close_range_of(0, low - 1);
	if (high > low + 1)
		close_range_of(low + 1, high - 1);
	close_range_of(high + 1, ~0U);
}

/* Keeps the two descriptors, and nothing else of the client. */
static int
move_descriptors(int lifeline, int pool)
{
	/* This comes first, as the client may have left no number free. */
	close_others(lifeline, pool);
	lifeline = fcntl(lifeline, F_DUPFD, FIRST_TO_CLOSE);
	if (lifeline < 0 ||
	    (pool >= 0 && (pool = fcntl(pool, F_DUPFD, FIRST_TO_CLOSE)) < 0))
		return -1;
	close_range_of(0, FIRST_TO_CLOSE - 1);
	open("/dev/null", O_RDWR);
	dup2(0, 1);
	dup2(0, 2);
	if (dup2(lifeline, LIFELINE) < 0 ||
	    (pool >= 0 && dup2(pool, POOL) < 0))
		return -1;
	close_range_of(FIRST_TO_CLOSE, ~0U);
	return 0;
}

static void
end_jobs(struct ledger *l)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };

	ledger_signal_groups(l, SIGTERM);
	ledger_signal_groups(l, SIGCONT);
	for (int i = 0; i < TRIES && ledger_signal_groups(l, 0); i++)
		nanosleep(&pause, NULL);
	ledger_signal_groups(l, SIGKILL);
}

/*
 * The supervisor: reports that it is ready, waits for the client's end, and
 * cleans up.  All signals are blocked.
 */
static _Noreturn void
supervise(struct ledger *l, int lifeline, int pool)
{
	struct pollfd client = { .fd = LIFELINE };

	prctl(PR_SET_NAME, "jobserver-guard");
	setsid();
	if (move_descriptors(lifeline, pool) || chdir("/"))
		_exit(1);
	/* If this fails the client is gone, which poll() shows. */
	if (write(LIFELINE, "", 1) < 0)
		errno = 0;
	while (poll(&client, 1, -1) < 0 && errno == EINTR)
		;
	end_jobs(l);
	ledger_put_back_all(l, POOL);
	_exit(0);
}

/* Says whether the supervisor runs: then its end of the pipe is open. */
static bool
is_running(const struct supervisor *s)
{
	struct pollfd other = { .fd = s->lifeline };
	int n = -1;

	/* A signal can interrupt this, even without a wait. */
	while (s->process && (n = poll(&other, 1, 0)) < 0 && errno == EINTR)
		;
	return n == 0;
}

/*
 * Waits until the supervisor is in its own session and has its descriptors;
 * before that, whatever ends the client also ends the supervisor.
 */
static int
await_ready(struct supervisor *s)
{
	char ready;
	ssize_t n;

	while ((n = read(s->lifeline, &ready, 1)) < 0 && errno == EINTR)
		;
	if (n == 1)
		return 0;
	while (waitpid(s->process, NULL, 0) < 0 && errno == EINTR)
		;
	supervisor_forget(s);
	errno = EAGAIN;
	return -1;
}

int
supervisor_start(struct supervisor *s, struct ledger *l, int pool)
{
	sigset_t all, before;
	int end[2];

	if (is_running(s))
		return 0;
	supervisor_stop(s);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, end))
		return -1;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	s->process = fork();
	if (s->process == 0) {
		close(end[1]);
		supervise(l, end[0], pool);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(end[0]);
	s->lifeline = end[1];
	if (s->process > 0)
		return await_ready(s);
	supervisor_forget(s);
	return -1;
}

void
supervisor_stop(struct supervisor *s)
{
	/* After it has ended, another child may have its number. */
	if (is_running(s)) {
		kill(s->process, SIGKILL);
		while (waitpid(s->process, NULL, 0) < 0 && errno == EINTR)
			;
	}
	supervisor_forget(s);
}

void
supervisor_forget(struct supervisor *s)
{
	if (s->lifeline >= 0)
		close(s->lifeline);
	s->lifeline = -1;
	s->process = 0;
}
