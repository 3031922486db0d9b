/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pool of job tokens, as make has one, for tests of its clients; and the
 * processes that such tests fork.  cmocka's assertions are for the tests' own
 * process alone: in others, and in what both run, it is MUST.
 */
#ifndef UNIT_TOKENS_H
#define UNIT_TOKENS_H

#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jobserver.h"

/* Long enough for a busy machine; what takes as long never comes. */
enum { DEADLINE_S = 20, DEADLINE_MS = DEADLINE_S * 1000 };

#define MUST(condition) \
	((condition) ? (void)0 : must_not_be(__FILE__, __LINE__, #condition))

static inline void
must_not_be(const char *file, int line, const char *condition)
{
	fprintf(stderr, "# %s:%d: not %s\n", file, line, condition);
	_exit(99);
}

/* Make's end of a pool; the two may be the same. */
struct tokens {
	int read_fd, write_fd;
	char makeflags[64];
};

/* Makes a pool of a pipe, with these tokens in it. */
static inline void
tokens_make(struct tokens *p, const char *tokens, size_t len)
{
	int end[2];

	MUST(!pipe(end));
	MUST(write(end[1], tokens, len) == (ssize_t)len);
	p->read_fd = end[0];
	p->write_fd = end[1];
	snprintf(p->makeflags, sizeof p->makeflags,
	    " -j%zu --jobserver-auth=%d,%d", len + 1, end[0], end[1]);
}

static inline void
tokens_close(struct tokens *p)
{
	close(p->read_fd);
	if (p->write_fd != p->read_fd)
		close(p->write_fd);
}

static inline int
tokens_count(const struct tokens *p)
{
	int tokens;

	MUST(!ioctl(p->read_fd, FIONREAD, &tokens));
	return tokens;
}

static inline int
compare_bytes(const void *a, const void *b)
{
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

/* Passes when just these tokens are in a pool, in whatever order. */
static inline void
tokens_are(const struct tokens *p, const char *tokens, size_t len)
{
	char expected[256], got[256];

	assert_int_equal(tokens_count(p), len);
	assert_int_equal(read(p->read_fd, got, len), len);
	assert_int_equal(write(p->write_fd, got, len), len);
	memcpy(expected, tokens, len);
	qsort(expected, len, 1, compare_bytes);
	qsort(got, len, 1, compare_bytes);
	assert_memory_equal(got, expected, len);
}

/* Opens the pool that MAKEFLAGS names, of whatever kind. */
static inline struct jobserver *
opened(const char *makeflags)
{
	struct jobserver *js = jobserver_open(makeflags);

	MUST(js);
	return js;
}

/* Takes so many tokens more. */
static inline void
take(struct jobserver *js, unsigned tokens)
{
	unsigned held = jobserver_held(js);

	for (unsigned n = 0; n < tokens; n++)
		MUST(jobserver_acquire(js) == 1);
	MUST(jobserver_held(js) == held + tokens);
}

/* Waits until something can be read. */
static inline void
await_input(int fd)
{
	struct pollfd input = { .fd = fd, .events = POLLIN };

	MUST(poll(&input, 1, DEADLINE_MS) == 1);
}

/* Returns how many descriptors process pid, or "self", has open. */
static inline int
count_descriptors(const char *pid)
{
	char path[64];
	struct dirent *entry;
	DIR *dir;
	int count = 0;

	snprintf(path, sizeof path, "/proc/%s/fd", pid);
	MUST((dir = opendir(path)));
	while ((entry = readdir(dir)))
		count += *entry->d_name != '.';
	closedir(dir);
	/* Not the one that the folder itself is read by. */
	return strcmp(pid, "self") ? count : count - 1;
}

/* Finds the first two children, known or not.  Returns how many there are. */
static inline int
find_children(pid_t child[2])
{
	char path[64], text[64] = "";
	FILE *f;

	snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
	MUST((f = fopen(path, "re")));
	if (!fgets(text, sizeof text, f))
		*text = '\0';
	fclose(f);
	child[0] = child[1] = 0;
	sscanf(text, "%d %d", &child[0], &child[1]);
	return !!child[0] + !!child[1];
}

/* Returns the only child, which is a supervisor then; 0 when there is none. */
static inline pid_t
only_child(void)
{
	pid_t child[2];

	MUST(find_children(child) < 2);
	return child[0];
}

/* Says whether a child lives, and was not even sent what will kill it. */
static inline bool
is_alive(pid_t child)
{
	int status;

	MUST(!kill(child, SIGSTOP));
	MUST(waitpid(child, &status, WUNTRACED) == child);
	if (!WIFSTOPPED(status))
		return false;
	kill(child, SIGCONT);
	return true;
}

/* Opens files until there is room for so many more descriptors only. */
static inline void
leave_descriptors(int spare)
{
	const struct rlimit limit = { 64, 64 };

	MUST(!setrlimit(RLIMIT_NOFILE, &limit));
	while (open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0)
		;
	for (int n = 1; n <= spare; n++)
		MUST(!close(limit.rlim_cur - n));
}

/*
 * Starts a process that works and is to be killed then; returns as soon as the
 * work is done.  It ends by itself should the test not live to see to it.
 */
static inline pid_t
start(void (*work)(void *), void *arg)
{
	int done[2];
	char byte;
	pid_t pid;

	MUST(!pipe2(done, O_CLOEXEC));
	MUST((pid = fork()) >= 0);
	if (pid == 0) {
		alarm(3 * DEADLINE_S);
		work(arg);
		MUST(write(done[1], "", 1) == 1);
		for (;;)
			pause();
	}
	close(done[1]);
	MUST(read(done[0], &byte, 1) == 1);
	close(done[0]);
	return pid;
}

/* Runs work in a process of its own.  Returns its status, as waitpid(2)'s. */
static inline int
run(void (*work)(void *), void *arg)
{
	int status;
	pid_t pid;

	MUST((pid = fork()) >= 0);
	if (pid == 0) {
		alarm(DEADLINE_S);
		work(arg);
		_exit(0);
	}
	MUST(waitpid(pid, &status, 0) == pid);
	return status;
}

#endif
