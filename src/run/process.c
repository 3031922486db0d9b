/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/child.h"
#include "base/words.h"
#include "jobserver.h"
#include "run/copier.h"
#include "run/process.h"

static const int waited_for[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP,
	SIGTTIN, SIGTTOU, SIGCONT };

/* How long processes get to end by themselves after SIGTERM. */
static const struct timespec patience = { .tv_nsec = 500000000 };

/* How often output is sent on to the disk while it is being written. */
static const struct timespec writeback = { .tv_nsec = 200000000 };

void
process_hold_signals(struct held_signals *h)
{
	struct sigaction action;

	sigemptyset(&h->held);
	for (size_t i = 0; i < sizeof waited_for / sizeof *waited_for; i++) {
		/* A nohup before us is to be respected. */
		sigaction(waited_for[i], NULL, &action);
		if (action.sa_handler != SIG_IGN)
			sigaddset(&h->held, waited_for[i]);
	}
	sigaddset(&h->held, SIGCHLD);
	sigprocmask(SIG_BLOCK, &h->held, &h->before);
}

void
process_restore_signals(const struct held_signals *h)
{
	sigprocmask(SIG_SETMASK, &h->before, NULL);
}

bool
process_is_stop(int sig)
{
	return sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU;
}

void
process_stop_by(int sig)
{
	sigset_t only, pending;

	/* SIGCONT may have come in the meantime. */
	sigpending(&pending);
	if (sigismember(&pending, SIGCONT))
		return;
	sigemptyset(&only);
	sigaddset(&only, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &only, NULL);
	sigprocmask(SIG_BLOCK, &only, NULL);
}

bool
process_is_ended_by(int sig)
{
	return sig == SIGINT || sig == SIGTERM || sig == SIGHUP ||
	    sig == SIGQUIT;
}

void
process_die_of(int sig)
{
	sigset_t only;

	signal(sig, SIG_DFL);
	sigemptyset(&only);
	sigaddset(&only, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &only, NULL);
	_exit(128 + sig);
}

/* Both processes while they run; a number is 0 once it was collected. */
struct running {
	pid_t group; /* also perf's number */
	pid_t perf;
	pid_t consumer;
	struct jobserver *jobserver;
};

/*
 * Starts both ends, of which the last writes to out; group is the number of
 * perf and of their group.
 */
static int
start_both(const struct pipeline *p, const sigset_t *mask, int out,
    struct running *r)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC), between[2];

	if (null < 0 || (p->consumer && pipe2(between, O_CLOEXEC))) {
		warn("cannot connect %s", p->perf->word[0]);
		close(null);
		return -1;
	}
	r->perf = r->group = child_start_with(p->setting, p->perf, mask, 0,
	    (int[CHILD_FDS]){ null, p->consumer ? between[PIPE_WRITES] : out,
		p->err, p->slice });
	if (p->consumer) {
		if (r->group > 0)
			r->consumer = child_start(p->consumer, mask, r->group,
			    (int[CHILD_FDS]){ between[PIPE_READS], out,
				p->err, -1 });
		close(between[PIPE_READS]);
		close(between[PIPE_WRITES]);
	}
	close(null);
	return r->group < 0 || r->consumer < 0 ? -1 : 0;
}

/* Says whether a child has ended; it is left to be collected. */
static bool
has_ended(pid_t child)
{
	siginfo_t info = { 0 };

	return child > 0 && !waitid(P_PID, child, &info,
				WEXITED | WNOHANG | WNOWAIT) &&
	    info.si_pid == child;
}

/*
 * Collects children that have ended: perf last, since its number stands for
 * the group and must not go to another process before that.  With it ends
 * whatever else is in the group: nothing may write to the output from here on.
 * Returns how many are left.
 */
static int
collect(struct running *r, struct outcome *o)
{
	if (has_ended(r->consumer)) {
		o->consumer = child_wait(r->consumer);
		r->consumer = 0;
		/* What perf writes from here on has no reader. */
		kill(r->perf, SIGPIPE);
	}
	if (r->consumer <= 0 && has_ended(r->perf)) {
		kill(-r->group, SIGKILL);
		if (r->jobserver)
			jobserver_unprotect(r->jobserver, r->group);
		o->perf = child_wait(r->perf);
		r->perf = 0;
	}
	return (r->consumer > 0) + (r->perf > 0);
}

/*
 * Passes the effect of a signal on to the group, while this process goes on.
 * Of several signals that stop and continue it, the last decides.
 */
static void
on_signal(const struct running *r, struct outcome *o, int sig)
{
	if (process_is_stop(sig)) {
		if (!o->signal)
			kill(-r->group, SIGSTOP);
	} else if (sig == SIGCONT) {
		kill(-r->group, SIGCONT);
	} else if (sig != SIGCHLD && o->signal) {
		kill(-r->group, SIGKILL);
	} else if (sig != SIGCHLD) {
		o->signal = sig;
		kill(-r->group, SIGTERM);
		kill(-r->group, SIGCONT);
	}
}

/* Runs both to their end, which comes sooner when a signal is to end us. */
static void
run_to_end(struct running *r, const sigset_t *held, int out, struct outcome *o)
{
	int sig;

	while (collect(r, o)) {
		sig = sigtimedwait(
		    held, NULL, o->signal ? &patience : &writeback);
		if (sig > 0)
			on_signal(r, o, sig);
		else if (errno == EAGAIN && o->signal)
			kill(-r->group, SIGKILL);
		else if (errno == EAGAIN)
			/* So that little is left to wait for at the end. */
			sync_file_range(out, 0, 0, SYNC_FILE_RANGE_WRITE);
	}
}

/* Starts both and runs them to their end; the last writes to out. */
static int
run_both(const struct pipeline *p, int out, struct outcome *o)
{
	struct running r = { .jobserver = p->jobserver };
	struct held_signals signals;
	int failed;

	process_hold_signals(&signals);
	failed = start_both(p, &signals.before, out, &r);
	if (p->consumer)
		close(out);
	if (r.group > 0) {
		if (r.jobserver)
			jobserver_protect(r.jobserver, r.group);
		if (failed)
			kill(-r.group, SIGKILL);
		run_to_end(&r, &signals.held, p->out, o);
	}
	process_restore_signals(&signals);
	return failed;
}

int
pipeline_run(const struct pipeline *p, struct outcome *o)
{
	struct copier copier;
	int out, failed;

	*o = (struct outcome){ 0 };
	if (!p->consumer)
		return run_both(p, p->out, o);
	out = copier_start(&copier, p->out);
	if (out < 0)
		return -1;
	failed = run_both(p, out, o);
	o->unwritten = copier_finish(&copier);
	/* A consumer may stop reading when it has seen enough. */
	o->unread = WIFSIGNALED(o->perf) && WTERMSIG(o->perf) == SIGPIPE;
	if (o->unread)
		o->perf = 0;
	return failed;
}
