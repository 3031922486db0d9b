/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "jobserver.h"
#include "merge/streams.h"
#include "plan/job_options.h"
#include "plan/plan.h"
#include "run/process.h"
#include "run/verify.h"
#include "store/output.h"
#include "store/saved_plan.h"

/* What the job says to whoever runs the ranges; any answer lets it go on. */
struct message {
	enum { WANTS_OUTPUT, ALL_THE_SAME } what;
	uint64_t number; /* of the output; of bytes */
};

/*
 * Starts a process at the other end of a pipe, of which the child has the end
 * that is named.  In the child, which ends with its parent, returns 0, in the
 * parent the child's number, in both *fd; or -1 with a message.
 */
static pid_t
start(enum pipe_end childs_end, int *fd)
{
	int between[2], parent = getpid();
	pid_t child;

	if (pipe2(between, O_CLOEXEC)) {
		warn("cannot verify");
		return -1;
	}
	child = fork();
	if (child < 0)
		warn("cannot verify");
	*fd = between[child ? !childs_end : childs_end];
	close(between[child ? childs_end : !childs_end]);
	if (child < 0)
		close(*fd);
	if (child == 0)
		child_end_with_parent(parent, SIGTERM);
	return child;
}

/* Waits until an output is there. */
static int
wait_for_output(size_t output, void *talk)
{
	struct message m = { WANTS_OUTPUT, output };
	char answer;

	if (send(*(int *)talk, &m, sizeof m, MSG_NOSIGNAL) != sizeof m)
		return -1;
	return recv(*(int *)talk, &answer, 1, 0) == 1 ? 0 : -1;
}

/* In the child: merges into the pipe as outputs come. */
static _Noreturn void
be_merge(const struct verification *v, int out)
{
	int talk = v->talk;

	dup2(out, STDOUT_FILENO);
	_exit(merge_as_they_come(v->dir, wait_for_output, &talk) ? 1 : 0);
}

/* Returns the name of the range whose output has an offset, or "". */
static const char *
range_at(const char *dir, const struct saved_plan *p, uint64_t offset)
{
	for (size_t i = 0; i < p->count; i++) {
		char *path = output_path(dir, p->range[i].folder, "out.txt");
		struct stat st = { 0 };

		if (stat(path, &st))
			st.st_size = 0;
		free(path);
		if (offset < (uint64_t)st.st_size)
			return range_name(p->range[i].folder);
		offset -= st.st_size;
	}
	return "";
}

/* Says where the streams differ. */
static void
report(const char *dir, struct stream *ours, struct stream *serial,
    uint64_t offset, uint64_t line)
{
	struct saved_plan plan;
	const char *range = "";

	saved_plan_find(&plan, dir);
	if (plan.merging == MERGING_APPENDS)
		range = range_at(dir, &plan, offset);
	warnx("%s: the merged output is not what one perf script prints: they "
	      "differ at byte %" PRIu64 ", line %" PRIu64 "%s%s", dir, offset,
	    line, *range ? ", of " : "", range);
	stream_show(ours, "merged");
	stream_show(serial, "perf script");
	saved_plan_release(&plan);
}

/* In the child: compares what it can read with the merged outputs. */
static _Noreturn void
be_comparison(const struct verification *v, int serial_fd)
{
	static struct stream ours, serial;
	struct message m = { .what = ALL_THE_SAME };
	int ours_fd, status, merged;
	uint64_t line;
	pid_t merger = start(PIPE_WRITES, &ours_fd);

	if (merger < 0)
		_exit(1);
	if (merger == 0) {
		close(serial_fd);
		be_merge(v, ours_fd);
	}
	stream_init(&ours, ours_fd);
	stream_init(&serial, serial_fd);
	status = streams_compare(&ours, &serial, &m.number, &line);
	if (!stream_has_ended(&ours))
		kill(merger, SIGTERM);
	merged = child_wait(merger);
	/* What was not merged to its end says by itself why. */
	if (status > 0 && (!stream_has_ended(&ours) || !merged))
		report(v->dir, &ours, &serial, m.number, line);
	if (status || merged)
		_exit(1);
	_exit(send(v->talk, &m, sizeof m, MSG_NOSIGNAL) != sizeof m);
}

/* Says how the whole command ended, which it should not have. */
static void
tell_end(int status)
{
	if (WIFSIGNALED(status))
		warnx("the whole perf script was killed by signal %d (%s); run "
		      "it by itself to see why", WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	else
		warnx("the whole perf script ended with status %d; run it by "
		      "itself to see why", WEXITSTATUS(status));
}

/*
 * In the child: runs the whole command into the comparison.  What it says
 * besides is known from the ranges.
 */
static _Noreturn void
be_job(const struct verification *v, struct jobserver *jobserver)
{
	struct words consumer;
	struct pipeline pipeline = { .perf = v->command,
		.consumer = job_options_consumer(v->job, &consumer),
		.slice = -1, .jobserver = jobserver };
	struct outcome outcome;
	pid_t comparison = start(PIPE_READS, &pipeline.out);
	int failed, differs;

	if (comparison < 0)
		_exit(1);
	if (comparison == 0)
		be_comparison(v, pipeline.out);
	pipeline.err = open("/dev/null", O_WRONLY | O_CLOEXEC);
	failed = pipeline_run(&pipeline, &outcome);
	/* What has not come to its end differs from nothing. */
	if (failed || outcome.signal || outcome.perf)
		kill(comparison, SIGTERM);
	close(pipeline.out);
	differs = child_wait(comparison);
	if (outcome.signal)
		process_die_of(outcome.signal);
	/* A comparison that has seen enough reads no more. */
	if (differs && WIFEXITED(differs) && WIFSIGNALED(outcome.perf) &&
	    WTERMSIG(outcome.perf) == SIGPIPE)
		outcome.perf = 0;
	if (!failed && outcome.perf)
		tell_end(outcome.perf);
	_exit(failed || differs || outcome.perf || outcome.consumer);
}

int
verification_start(struct verification *v, struct jobserver *jobserver,
    const struct held_signals *signals)
{
	int ends[2], parent = getpid();

	v->started = true;
	v->talk = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
		warn("cannot verify");
		return -1;
	}
	fflush(stdout);
	v->process = fork();
	if (v->process == 0) {
		child_end_with_parent(parent, SIGTERM);
		process_restore_signals(signals);
		close(ends[0]);
		v->talk = ends[1];
		jobserver_enter_child(jobserver);
		be_job(v, jobserver);
	}
	close(ends[1]);
	v->talk = ends[0];
	if (v->process > 0)
		return 0;
	warn("cannot verify");
	v->process = 0;
	close(v->talk);
	v->talk = -1;
	return -1;
}

void
verification_listen(struct verification *v)
{
	struct message m;

	while (v->talk >= 0 && !v->waiting) {
		ssize_t got = recv(v->talk, &m, sizeof m, MSG_DONTWAIT);

		if (got < 0)
			return;
		if (got != sizeof m) {
			close(v->talk);
			v->talk = -1;
		} else if (m.what == WANTS_OUTPUT) {
			v->waiting = true;
			v->output = m.number;
		} else {
			v->same = true;
			v->bytes = m.number;
		}
	}
}

void
verification_go_on(struct verification *v)
{
	v->waiting = false;
	/* If nobody is there any more its end will say so. */
	send(v->talk, "", 1, MSG_NOSIGNAL);
}

void
verification_end(struct verification *v, int status)
{
	v->waiting = false;
	verification_listen(v);
	v->process = 0;
	v->waiting = false;
	v->same = v->same && !status;
	if (v->talk >= 0)
		close(v->talk);
	v->talk = -1;
}
