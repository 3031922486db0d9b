/* SPDX-License-Identifier: BSD-2-Clause */
#include <sys/prctl.h>
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

/* How long jobs have to end by themselves: times and milliseconds a time. */
enum { TRIES = 50, PAUSE_MS = 10 };

/* Where the supervisor keeps its two descriptors. */
enum { LIFELINE = 3, POOL = 4, FIRST_TO_CLOSE = 5 };

static void
close_from(int first)
{
#ifdef SYS_close_range
	if (!syscall(SYS_close_range, first, ~0U, 0))
		return;
#endif
	for (int fd = first, end = sysconf(_SC_OPEN_MAX); fd < end; fd++)
		close(fd);
}

/* Keeps the two descriptors, and nothing else of the client's. */
static void
move_descriptors(int lifeline, int pool)
{
	int null = open("/dev/null", O_RDWR);

	/* First out of the way of the numbers they are to get. */
	lifeline = fcntl(lifeline, F_DUPFD, FIRST_TO_CLOSE);
	if (pool >= 0)
		pool = fcntl(pool, F_DUPFD, FIRST_TO_CLOSE);
	for (int fd = 0; fd < LIFELINE; fd++)
		if (null < 0 || dup2(null, fd) < 0)
			close(fd);
	dup2(lifeline, LIFELINE);
	if (pool < 0 || dup2(pool, POOL) < 0)
		close(POOL);
	close_from(FIRST_TO_CLOSE);
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

/* The supervisor: waits for the client's end, and cleans up. */
static _Noreturn void
supervise(struct ledger *l, int lifeline, int pool)
{
	struct pollfd client = { .fd = LIFELINE };
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	prctl(PR_SET_NAME, "jobserver-guard");
	setsid();
	move_descriptors(lifeline, pool);
	if (chdir("/"))
		_exit(1);
	/* Nobody writes; the other end closes with the client's last one. */
	while (poll(&client, 1, -1) < 0 && errno == EINTR)
		;
	end_jobs(l);
	ledger_put_back_all(l, POOL);
	_exit(0);
}

/* Says whether the supervisor is there: then its end of the pipe is. */
static bool
is_running(const struct supervisor *s)
{
	struct pollfd other = { .fd = s->lifeline };

	return s->process && poll(&other, 1, 0) == 0;
}

int
supervisor_start(struct supervisor *s, struct ledger *l, int pool)
{
	int end[2];

	if (is_running(s))
		return 0;
	supervisor_stop(s);
	if (pipe2(end, O_CLOEXEC))
		return -1;
	s->process = fork();
	if (s->process == 0) {
		close(end[1]);
		supervise(l, end[0], pool);
	}
	close(end[0]);
	s->lifeline = end[1];
	if (s->process < 0) {
		s->process = 0;
		supervisor_forget(s);
		return -1;
	}
	return 0;
}

void
supervisor_stop(struct supervisor *s)
{
	/* Once it is gone, its number may be another child's. */
	if (is_running(s)) {
		kill(s->process, SIGKILL);
		while (waitpid(s->process, NULL, 0) < 0 && errno == EINTR)
			;
	}
	s->process = 0;
	supervisor_forget(s);
}

void
supervisor_forget(struct supervisor *s)
{
	if (s->lifeline >= 0)
		close(s->lifeline);
	s->lifeline = -1;
}
