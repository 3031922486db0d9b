/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/ioctl.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/child.h"
#include "run/copier.h"

/* Writes all bytes.  Returns 0, or the error of errno.h. */
static int
write_all(int fd, const char *bytes, ssize_t len)
{
	while (len > 0) {
		ssize_t put = write(fd, bytes, len);

		if (put < 0 && errno != EINTR)
			return errno;
		if (put > 0) {
			bytes += put;
			len -= put;
		}
	}
	return 0;
}

/* Copies some of what is in the pipe.  Returns how much, 0 at the end. */
static ssize_t
copy_some(struct copier *c)
{
	char bytes[1 << 16];
	ssize_t len = read(c->from, bytes, sizeof bytes);

	if (len > 0)
		c->error = write_all(c->to, bytes, len);
	else if (len < 0 && errno != EAGAIN && errno != EINTR)
		c->error = errno;
	return c->error ? 0 : len;
}

/* Copies what is in the pipe now, however much others write to it. */
static void
copy_rest(struct copier *c)
{
	int left;

	if (ioctl(c->from, FIONREAD, &left))
		left = 0;
	while (left > 0) {
		ssize_t len = copy_some(c);

		if (len == 0)
			return;
		if (len > 0)
			left -= len;
	}
}

/* Runs as the thread: copies until the pipe ends or is to be read no more. */
static void *
copy(void *copier)
{
	struct copier *c = copier;
	struct pollfd news[] = {
		{ .fd = c->from, .events = POLLIN },
		{ .fd = c->stop[PIPE_READS], .events = POLLIN },
	};
	bool more = true;

	while (more) {
		if (poll(news, 2, -1) < 0)
			continue;
		more = !news[1].revents && copy_some(c) != 0;
	}
	if (news[1].revents && !c->error)
		copy_rest(c);
	/* Processes that go on writing get SIGPIPE. */
	close(c->from);
	return NULL;
}

/* Returns the end of the pipe to write to, or -1. */
static int
open_pipes(struct copier *c)
{
	int end[2];

	if (pipe2(end, O_CLOEXEC))
		return -1;
	/* The end to write to stays blocking, as programs expect. */
	if (fcntl(end[PIPE_READS], F_SETFL, O_NONBLOCK) ||
	    pipe2(c->stop, O_CLOEXEC)) {
		close(end[PIPE_READS]);
		close(end[PIPE_WRITES]);
		return -1;
	}
	c->from = end[PIPE_READS];
	return end[PIPE_WRITES];
}

/*
 * Starts the thread without a signal: those that are to stop or end a job are
 * for the thread that waits for them, and writing to a pipe without a reader
 * is an error like others.
 */
static int
start_thread(struct copier *c)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	error = pthread_create(&c->thread, NULL, copy, c);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

int
copier_start(struct copier *c, int to)
{
	int end;

	*c = (struct copier){ .to = to };
	end = open_pipes(c);
	if (end < 0) {
		warn("cannot make a pipe for --pipe-to");
		return -1;
	}
	errno = start_thread(c);
	if (!errno)
		return end;
	warn("cannot start a thread that writes what --pipe-to prints");
	close(c->stop[PIPE_READS]);
	close(c->stop[PIPE_WRITES]);
	close(c->from);
	close(end);
	return -1;
}

int
copier_finish(struct copier *c)
{
	close(c->stop[PIPE_WRITES]);
	pthread_join(c->thread, NULL);
	close(c->stop[PIPE_READS]);
	return c->error;
}
