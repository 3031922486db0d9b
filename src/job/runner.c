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

#include "base/alloc.h"
#include "base/quote.h"
#include "job/job.h"
#include "job/process.h"
#include "job/runner.h"
#include "job/stamps.h"
#include "plan/plan.h"

/* A run under way. */
struct run {
	const struct plan *plan;
	const struct runner_options *options;
	pid_t *process; /* of each range, 0 when none runs */
	size_t *waiting; /* numbers of the ranges to do, heaviest first */
	size_t to_do, next; /* how many, and which of them starts next */
	size_t running, done, failed;
	int signals; /* descriptor that tells them */
	int ended_by; /* the signal that ends the run, 0 for none */
};

static void
show_progress(const struct run *r, const char *end)
{
	if (r->options->progress)
		fprintf(stderr, "\r%zu of %zu ranges done, %zu running%s",
		    r->done, r->to_do, r->running, end);
}

static void
name_job(const struct run *r, const char *what, const struct range *range)
{
	char *command;

	if (!r->options->verbose)
		return;
	command = quote_shell_words(&range->command);
	printf("%s: %s\n", what, command);
	fflush(stdout);
	free(command);
}

/* Finds the ranges without a stamp. */
static void
find_work(struct run *r)
{
	for (size_t i = 0; i < r->plan->count; i++) {
		size_t number = r->plan->heaviest[i];
		const struct range *range = &r->plan->range[number];

		if (!stamp_is_valid(
			r->options->dir, range->folder, range->key.text))
			r->waiting[r->to_do++] = number;
	}
}

/* In the child: runs one range, with the signals as they were. */
static _Noreturn void
be_job(const struct run *r, const struct range *range, int parent)
{
	const struct job job = {
		.dir = r->options->dir,
		.folder = range->folder,
		.key = range->key.text,
		.command = &range->command,
		.recording = r->options->recording,
		.consumer = r->options->consumer,
	};

	process_end_with_parent(parent, SIGTERM);
	_exit(job_run(&job) ? 1 : 0);
}

static int
start_next(struct run *r)
{
	size_t number = r->waiting[r->next];
	const struct range *range = &r->plan->range[number];
	pid_t parent = getpid(), child;

	name_job(r, "Starting", range);
	child = fork();
	if (child < 0) {
		warn("cannot start a job");
		return -1;
	}
	if (child == 0)
		be_job(r, range, parent);
	r->process[number] = child;
	r->next++;
	r->running++;
	return 0;
}

/* Sends a signal to all jobs, which pass it on to what they run. */
static void
end_jobs(const struct run *r)
{
	for (size_t i = 0; i < r->plan->count; i++)
		if (r->process[i])
			kill(r->process[i], SIGTERM);
}

/* Counts one job that has ended. */
static void
finish(struct run *r, pid_t child, int status)
{
	size_t i = 0;

	while (i < r->plan->count && r->process[i] != child)
		i++;
	if (i == r->plan->count)
		return; /* inherited from whoever became us */
	r->process[i] = 0;
	r->running--;
	if (!status) {
		r->done++;
		name_job(r, "Finished", &r->plan->range[i]);
		return;
	}
	if (!r->failed++ && !r->options->keep_going)
		end_jobs(r);
}

static void
collect(struct run *r)
{
	pid_t child;
	int status;

	while ((child = waitpid(-1, &status, WNOHANG)) > 0)
		finish(r, child, status);
}

/* Waits for something to happen and takes it in. */
static void
wait_for_news(struct run *r)
{
	struct pollfd news = { .fd = r->signals, .events = POLLIN };
	struct signalfd_siginfo info;

	if (poll(&news, 1, -1) < 0 ||
	    read(r->signals, &info, sizeof info) != sizeof info)
		return;
	if (info.ssi_signo != SIGCHLD && !r->ended_by) {
		r->ended_by = info.ssi_signo;
		end_jobs(r);
	}
	collect(r);
}

/* Starts jobs and waits for them until there is nothing more to do. */
static void
work(struct run *r)
{
	bool stop = false;

	do {
		stop = r->ended_by || (r->failed && !r->options->keep_going);
		while (!stop && r->next < r->to_do &&
		    r->running < r->options->jobs)
			if (start_next(r)) {
				r->failed++;
				stop = true;
				end_jobs(r);
			}
		show_progress(r, " ");
		if (r->running)
			wait_for_news(r);
	} while (r->running || (!stop && r->next < r->to_do));
	show_progress(r, "\n");
}

int
runner_run(const struct plan *plan, const struct runner_options *options)
{
	struct run r = { .plan = plan, .options = options };
	sigset_t held;

	r.process = xcalloc(plan->count, sizeof *r.process);
	r.waiting = xcalloc(plan->count, sizeof *r.waiting);
	find_work(&r);
	if (r.to_do) {
		process_hold_signals(&held);
		r.signals = signalfd(-1, &held, SFD_CLOEXEC);
		if (r.signals < 0) {
			warn("cannot wait for signals");
			r.failed++;
		} else {
			work(&r);
			close(r.signals);
		}
	}
	free(r.process);
	free(r.waiting);
	if (r.ended_by)
		process_die_of(r.ended_by);
	return r.failed ? -1 : 0;
}
