/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/child.h"
#include "base/progress.h"
#include "base/quote.h"
#include "plan/plan.h"
#include "run/failure.h"
#include "run/make_above.h"
#include "run/pool.h"
#include "run/process.h"
#include "run/range_jobs.h"
#include "run/runner.h"
#include "run/verify.h"
#include "store/job_log.h"
#include "store/pending.h"

/* A run under way. */
struct run {
	const struct plan *plan;
	const struct runner_options *options;
	struct range_jobs jobs;
	struct pending pending;
	size_t next; /* which of them starts next */
	size_t done; /* of them */
	size_t failed; /* ranges that failed, and other failures */
	struct verification *serial; /* the verification beside them, or NULL */
	struct make_above above;
	struct held_signals held;
	int signals; /* descriptor that tells them */
	int ended_by; /* the signal that ends the run, 0 for none */
	bool stopped; /* nothing more is started */
	bool ending; /* jobs were told to end */
};

static void
show_progress(const struct run *r)
{
	progress_show("%zu of %zu ranges done, %zu running%s ", r->done,
	    r->pending.count, r->jobs.running,
	    r->serial && r->serial->process ? ", verifying" : "");
}

static void
name_job(const struct run *r, const char *what, const struct words *words)
{
	char *command;

	if (!r->options->verbose)
		return;
	command = quote_shell_words(words);
	printf("%s: %s\n", what, command);
	fflush(stdout);
	free(command);
}

static int
start_next(struct run *r)
{
	size_t number = r->pending.number[r->next];

	name_job(r, "Starting", &r->plan->range[number].command);
	if (range_jobs_start(&r->jobs, number, &r->held))
		return -1;
	r->next++;
	return 0;
}

/* Says whether what the verification waits for is there. */
static bool
has_come(const struct run *r)
{
	if (r->serial->output == MERGE_ALL)
		return r->done == r->pending.count;
	return r->serial->output < r->plan->count &&
	    r->pending.is_done[r->serial->output];
}

/* What can be done with a slot. */
enum use { NOTHING, START_RANGE, START_SERIAL, GO_ON_WITH_SERIAL };

/*
 * The whole comes first: it takes longer than any range.  A disk that is too
 * slow for the processors must not be waited for by ever more processes.
 */
static enum use
use_of_slot(const struct run *r)
{
	enum { MOST_AT_DISK = 32 };

	if (r->stopped)
		return NOTHING;
	if (r->serial && !r->serial->started)
		return START_SERIAL;
	if (r->serial && r->serial->waiting && has_come(r))
		return GO_ON_WITH_SERIAL;
	return r->next < r->pending.count && r->jobs.at_disk < MOST_AT_DISK ?
	    START_RANGE : NOTHING;
}

/* Starts the verification; its failure is not that of a range. */
static void
start_serial(struct run *r)
{
	name_job(r, "Verifying", r->serial->command);
	if (verification_start(
		r->serial, r->options->pool->jobserver, &r->held))
		pool_leave(r->options->pool);
}

/* Says whether the verification has a slot. */
static bool
serial_runs(const struct run *r)
{
	return r->serial && r->serial->process && !r->serial->waiting;
}

/*
 * Reads what the verification says.  While it waits for an output, its slot is
 * free for others.
 */
static void
listen_to_serial(struct run *r)
{
	if (!serial_runs(r))
		return;
	verification_listen(r->serial);
	if (!r->serial->waiting)
		return;
	if (has_come(r))
		verification_go_on(r->serial);
	else
		pool_rest(r->options->pool);
}

/* Sends a signal to all jobs and the verification. */
static void
signal_jobs(const struct run *r, int sig)
{
	if (r->serial && r->serial->process)
		kill(r->serial->process, sig);
	range_jobs_signal(&r->jobs, sig);
}

/*
 * Starts nothing more.  Ranges that run, perhaps for hours, come to their end.
 * A verification is ended, since it would only find that a range is missing.
 */
static void
stop(struct run *r)
{
	r->stopped = true;
	if (r->serial && r->serial->process)
		kill(r->serial->process, SIGTERM);
}

/* Starts nothing more, and ends all jobs. */
static void
end(struct run *r)
{
	r->stopped = r->ending = true;
	pool_stop(r->options->pool);
	signal_jobs(r, SIGTERM);
	signal_jobs(r, SIGCONT);
}

/* Ends the verification, whose process has ended. */
static void
finish_serial(struct run *r, int status)
{
	jobserver_bury(r->options->pool->jobserver, r->serial->process);
	if (serial_runs(r))
		pool_leave(r->options->pool);
	verification_end(r->serial, status);
}

/* Frees the slots of jobs that now only wait for the disk. */
static void
on_decoded(struct run *r)
{
	for (size_t n = range_jobs_decoded(&r->jobs); n; n--)
		pool_leave(r->options->pool);
}

/* Counts one job that has ended. */
static void
finish(struct run *r, pid_t child, int status)
{
	bool had_slot;
	size_t i;

	if (r->serial && child == r->serial->process) {
		finish_serial(r, status);
		return;
	}
	/* Before its number may be that of another process. */
	on_decoded(r);
	i = range_jobs_end(&r->jobs, child, &had_slot);
	if (i == RANGE_JOBS_NONE)
		return; /* inherited from whoever became us */
	jobserver_bury(r->options->pool->jobserver, child);
	if (had_slot)
		pool_leave(r->options->pool);
	if (!status) {
		r->done++;
		r->pending.is_done[i] = true;
		name_job(r, "Finished", &r->plan->range[i].command);
		return;
	}
	if (WIFSIGNALED(status) && !r->stopped)
		failure_tell_killed(r->options->dir, &r->plan->range[i],
		    WTERMSIG(status));
	r->pending.has_failed[i] = true;
	r->failed++;
	if (!r->options->keep_going && !r->stopped)
		stop(r);
}

static void
collect(struct run *r)
{
	pid_t child;
	int status;

	while ((child = waitpid(-1, &status, WNOHANG)) > 0)
		finish(r, child, status);
}

/*
 * Stops this process and all jobs until it is continued.  Jobs may not have got
 * the signal themselves.  The time until then is not counted.
 */
static void
pause_run(struct run *r, int sig)
{
	signal_jobs(r, sig);
	pool_pause(r->options->pool);
	progress_clear();
	process_stop_by(sig);
	pool_resume(r->options->pool);
	signal_jobs(r, SIGCONT);
}

/* Handles a signal: one that a job has ended, or one sent to us. */
static void
on_signal(struct run *r)
{
	struct signalfd_siginfo info;
	int sig;

	if (read(r->signals, &info, sizeof info) != sizeof info)
		return;
	sig = info.ssi_signo;
	if (process_is_stop(sig)) {
		pause_run(r, sig);
	} else if (sig == SIGCONT) {
		signal_jobs(r, sig);
	} else if (sig != SIGCHLD && !r->ended_by) {
		r->ended_by = sig;
		end(r);
	}
	collect(r);
}

/* Ends when make has: nobody waits for what we do. */
static void
on_make_gone(struct run *r)
{
	make_above_close(&r->above);
	if (r->ending)
		return;
	warnx("the make that started this has ended, and so do its jobs");
	r->failed++;
	end(r);
}

/* Ends when there is no way left to learn of anything but the jobs' ends. */
static void
on_poll_failed(struct run *r)
{
	pid_t child;
	int status;

	warn("cannot wait for jobs, which end now");
	r->failed++;
	end(r);
	while ((r->jobs.running || serial_runs(r)) &&
	    (child = waitpid(-1, &status, 0)) > 0)
		finish(r, child, status);
}

/* Waits for something to happen and takes it in. */
static void
wait_for_news(struct run *r)
{
	/* A load goes down without telling anybody. */
	enum { LOOK_AGAIN_MS = 1000 };
	const struct pool *pool = r->options->pool;
	struct pollfd news[] = {
		{ .fd = r->signals, .events = POLLIN },
		r->above.parent,
		r->above.make,
		{ .fd = pool->waiting ? jobserver_fd(pool->jobserver) : -1,
		    .events = POLLIN },
		{ .fd = serial_runs(r) ? r->serial->talk : -1,
		    .events = POLLIN },
		{ .fd = r->jobs.decoded[PIPE_READS], .events = POLLIN },
	};

	if (poll(news, sizeof news / sizeof *news,
		pool->loaded ? LOOK_AGAIN_MS : -1) < 0) {
		if (errno != EINTR)
			on_poll_failed(r);
		return;
	}
	if (news[0].revents)
		on_signal(r);
	if (news[1].revents || news[2].revents)
		on_make_gone(r);
	if (news[4].revents)
		listen_to_serial(r);
	if (news[5].revents)
		on_decoded(r);
}

/* Starts as many jobs as may run. */
static void
start_jobs(struct run *r)
{
	enum use use;

	while ((use = use_of_slot(r)) && pool_enter(r->options->pool)) {
		if (use == START_SERIAL) {
			start_serial(r);
		} else if (use == GO_ON_WITH_SERIAL) {
			verification_go_on(r->serial);
		} else if (start_next(r)) {
			pool_leave(r->options->pool);
			r->failed++;
			stop(r);
		}
	}
	/* A token that we would not use must not end the wait for events. */
	if (use == NOTHING)
		pool_want_nothing(r->options->pool);
}

/* Ends a verification that waits for what nobody does any more. */
static void
end_serial(struct run *r)
{
	if (!r->serial || !r->serial->process)
		return;
	kill(r->serial->process, SIGTERM);
	finish_serial(r, child_wait(r->serial->process));
}

/* Starts jobs and waits for them until there is nothing more to do. */
static void
work(struct run *r)
{
	uint64_t start_ns = job_log_now();
	char *account;

	if (r->options->progress)
		progress_begin();
	do {
		start_jobs(r);
		show_progress(r);
		if (r->jobs.running || serial_runs(r))
			wait_for_news(r);
	} while (r->jobs.running || serial_runs(r) || use_of_slot(r));
	end_serial(r);
	progress_end();
	account = pool_account(r->options->pool);
	if (job_log_add(r->options->dir, start_ns, job_log_now(), "pool",
		account))
		r->failed++;
	free(account);
	if (r->options->verbose)
		pool_report(r->options->pool, stdout);
}

/* Gets ready for signals and for whatever may end us. */
static int
prepare(struct run *r)
{
	r->signals = signalfd(-1, &r->held.held, SFD_CLOEXEC);
	if (range_jobs_open(&r->jobs, r->plan, r->options) || r->signals < 0) {
		warn("cannot wait for signals as run does; emit, and let make "
		     "run the jobs, or raise ulimit -n if it is that");
		return -1;
	}
	r->above = make_above_open();
	return pool_begin(
	    r->options->pool, r->pending.count + (r->serial != NULL));
}

/* Runs the missing ranges, while signals are held. */
static void
run_missing(struct run *r)
{
	process_hold_signals(&r->held);
	if (prepare(r))
		r->failed++;
	else
		work(r);
	make_above_close(&r->above);
	close(r->signals);
	range_jobs_close(&r->jobs);
	if (r->ended_by) {
		pool_close(r->options->pool);
		process_die_of(r->ended_by);
	}
	process_restore_signals(&r->held);
}

int
runner_run(const struct plan *plan, const struct runner_options *options,
    struct runner_account *account)
{
	struct run r = {
		.plan = plan,
		.options = options,
		.serial = options->verification,
		.signals = -1,
		.above = MAKE_ABOVE_NONE,
	};

	pending_find(&r.pending, plan, options->dir, r.serial);
	if (r.pending.count || r.serial)
		run_missing(&r);
	if (!r.ended_by)
		missing_tell(&r.pending, plan);
	*account = (struct runner_account){
		.before = plan->count - r.pending.count,
		.done = r.done,
		.seconds = pool_seconds(options->pool),
	};
	pending_release(&r.pending);
	return r.failed ? -1 : 0;
}
