/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/stat.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "job/merge.h"
#include "job/output.h"
#include "job/process.h"
#include "job/saved_plan.h"
#include "job/verify.h"
#include "plan/plan.h"

enum { ROOM = 1 << 16, SHOWN = 160 };

/* One of the two streams, and the process that writes it. */
struct stream {
	int fd;
	pid_t process;
	char bytes[ROOM];
	size_t at, len; /* of what was read and is not compared yet */
	char line[SHOWN]; /* how the line there starts, */
	size_t line_len;  /* as far as it was compared */
};

/* Starts a process that writes into a stream; in the child *out is for that. */
static pid_t
start(struct stream *s, int *out)
{
	int between[2], parent = getpid();
	sigset_t none;

	*s = (struct stream){ .fd = -1, .process = -1 };
	if (pipe2(between, O_CLOEXEC)) {
		warn("cannot verify");
		return -1;
	}
	fflush(stdout);
	s->process = fork();
	if (s->process < 0)
		warn("cannot verify");
	if (s->process == 0) {
		/* Whoever ran the ranges has blocked what ends them. */
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		child_end_with_parent(parent, SIGTERM);
		*out = between[1];
		return 0;
	}
	close(between[1]);
	s->fd = between[0];
	return s->process;
}

/* In the child: merges into the stream. */
static _Noreturn void
be_merge(const char *dir, int out)
{
	dup2(out, STDOUT_FILENO);
	_exit(merge(dir, NULL, NULL) || fflush(stdout) ? 1 : 0);
}

/* In the child: runs the whole command; what it says besides is known. */
static _Noreturn void
be_command(const struct words *command, const struct words *consumer, int out)
{
	struct pipeline pipeline = { command, consumer, out, -1, -1, NULL };
	struct outcome outcome;
	sigset_t held;
	int status;

	pipeline.err = open("/dev/null", O_WRONLY | O_CLOEXEC);
	process_hold_signals(&held);
	status = pipeline_run(&pipeline, &held, &outcome);
	if (!status && !outcome.signal && outcome.perf)
		warnx("the whole perf script did not end well (status %#x); "
		      "run it by itself to see why", outcome.perf);
	_exit(status || outcome.signal || outcome.perf || outcome.consumer);
}

/* Ends a stream; returns whether its process ended well. */
static bool
finish(struct stream *s, bool early)
{
	int status = 0;

	if (s->fd >= 0)
		close(s->fd);
	if (s->process <= 0)
		return false;
	if (early)
		kill(s->process, SIGTERM);
	while (waitpid(s->process, &status, 0) < 0 && errno == EINTR)
		;
	return !status;
}

/* Reads more if nothing is left; returns -1 with a message. */
static int
fill(struct stream *s)
{
	ssize_t got;

	if (s->at < s->len)
		return 0;
	do
		got = read(s->fd, s->bytes, ROOM);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		warn("cannot read what is to be compared");
	s->at = 0;
	s->len = got > 0 ? got : 0;
	return got < 0 ? -1 : 0;
}

/* Goes on by some bytes, and remembers how the line that is there starts. */
static void
advance(struct stream *s, size_t len, uint64_t *lines)
{
	for (; len; len--) {
		char c = s->bytes[s->at++];

		if (c == '\n') {
			s->line_len = 0;
			(*lines)++;
		} else if (s->line_len < SHOWN) {
			s->line[s->line_len++] = c;
		}
	}
}

/* Shows the line that a stream is in. */
static void
show(struct stream *s, const char *whose)
{
	uint64_t lines = 0;
	int status = fill(s);

	if (!status && s->at == s->len && !s->line_len) {
		warnx("%s: ends there", whose);
		return;
	}
	while (!status && s->at < s->len && !lines)
		if (s->bytes[s->at] == '\n')
			break;
		else
			advance(s, 1, &lines);
	warnx("%s: %.*s", whose, (int)s->line_len, s->line);
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
report(const char *dir, struct stream *ours, struct stream *whole,
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
	show(ours, "merged");
	show(whole, "perf script");
	saved_plan_release(&plan);
}

/* Compares both to their ends; returns 1 where they differ. */
static int
compare(struct stream *a, struct stream *b, uint64_t *offset, uint64_t *line)
{
	uint64_t others;
	size_t len, same;

	for (*offset = 0, *line = 1;; *offset += same) {
		if (fill(a) || fill(b))
			return -1;
		len = a->len - a->at < b->len - b->at ? a->len - a->at :
							b->len - b->at;
		if (!len)
			return a->len != a->at || b->len != b->at;
		for (same = 0; same < len &&
		     a->bytes[a->at + same] == b->bytes[b->at + same];)
			same++;
		others = 0;
		advance(b, same, &others);
		advance(a, same, line);
		if (same < len)
			break;
	}
	*offset += same;
	return 1;
}

int
verify(const char *dir, const struct words *command,
    const struct words *consumer, uint64_t *bytes)
{
	static struct stream ours, whole;
	uint64_t line;
	int out, status = -1;

	if (start(&ours, &out) == 0)
		be_merge(dir, out);
	if (ours.process > 0 && start(&whole, &out) == 0)
		be_command(command, consumer, out);
	if (ours.process > 0 && whole.process > 0)
		status = compare(&ours, &whole, bytes, &line);
	if (status > 0)
		report(dir, &ours, &whole, *bytes, line);
	if (!finish(&ours, status) || !finish(&whole, status))
		status = -1;
	return status ? -1 : 0;
}
