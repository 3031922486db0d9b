/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spread: runs each of its arguments with sh -c, as many at a time as the make
 * above allows; in a recipe line that begins with '+', as in
 *
 *	+spread 'convert a.png a.jpg' 'convert b.png b.jpg' 'convert c.png c.jpg'
 *
 * An example of jobserver(3).  To build it:
 *
 *	cc -o spread spread.c $(pkg-config --cflags --libs jobserver)
 */
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <jobserver.h>

#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Jobs at a time where no make says how many. */
enum { OWN_JOBS = 4 };

/* Opens the pool of the make above, or makes one for those below. */
static struct jobserver *
open_pool(void)
{
	struct jobserver *js = jobserver_open(getenv("MAKEFLAGS"));

	/* A make that was told to run nothing starts us all the same. */
	if (js && jobserver_dry_run(js))
		exit(0);
	if (js && jobserver_kind(js) == JOBSERVER_NONE) {
		jobserver_close(js);
		js = jobserver_serve(OWN_JOBS, JOBSERVER_PIPE);
	}
	if (!js)
		err(1, "cannot open a pool of job tokens");
	if (jobserver_kind(js) == JOBSERVER_UNUSABLE)
		warnx("one job at a time: %s", jobserver_reason(js));
	return js;
}

/* Starts a job as a process group of its own, which the pool looks after. */
static void
start(struct jobserver *js, const char *command, const sigset_t *held)
{
	pid_t child = fork();

	if (child < 0)
		err(1, "cannot start '%s'", command);
	if (child == 0) {
		setpgid(0, 0);
		jobserver_enter_child(js);
		sigprocmask(SIG_UNBLOCK, held, NULL);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	setpgid(child, child);
	jobserver_protect(js, child);
}

/* Waits for the jobs that have ended.  Returns how many, and counts failures. */
static int
collect(struct jobserver *js, int *failed)
{
	siginfo_t info = { 0 };
	int ended = 0;

	while (!waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) &&
	    info.si_pid) {
		/* While its number is still its own. */
		bool is_job = jobserver_unprotect(js, info.si_pid);

		waitpid(info.si_pid, NULL, 0);
		info.si_pid = 0;
		if (!is_job)
			continue; /* the supervisor, which somebody killed */
		*failed += info.si_code != CLD_EXITED || info.si_status;
		ended++;
	}
	return ended;
}

int
main(int argc, char **argv)
{
	struct jobserver *js = open_pool();
	int next = 1, running = 0, failed = 0;
	sigset_t held;
	int signals;

	sigemptyset(&held);
	sigaddset(&held, SIGCHLD);
	sigprocmask(SIG_BLOCK, &held, NULL);
	signals = signalfd(-1, &held, SFD_CLOEXEC);
	if (signals < 0 || jobserver_supervise(js))
		err(1, "cannot look after jobs");
	while (next < argc || running) {
		struct pollfd news[] = {
			{ signals, POLLIN, 0 },
			{ -1, POLLIN, 0 },
		};
		struct signalfd_siginfo info;

		/* The first job has our own slot, the others need tokens. */
		while (next < argc &&
		    (!running || jobserver_acquire(js) == 1)) {
			start(js, argv[next++], &held);
			running++;
		}
		if (next < argc)
			news[1].fd = jobserver_fd(js);
		poll(news, 2, -1);
		if (!news[0].revents ||
		    read(signals, &info, sizeof info) != sizeof info)
			continue;
		for (int n = collect(js, &failed); n > 0; n--)
			if (--running)
				jobserver_release(js);
	}
	jobserver_close(js);
	return failed ? 1 : 0;
}
