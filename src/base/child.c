/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/prctl.h>
#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/child.h"
#include "base/words.h"

void
child_end_with_parent(int parent, int sig)
{
	prctl(PR_SET_PDEATHSIG, sig);
	if (getppid() != parent)
		_exit(1); /* the parent was gone before the call */
}

/* Signals whose disposition this program changes, and what that was before. */
static struct {
	int sig;
	struct sigaction before;
} changed[] = { { .sig = SIGCHLD }, { .sig = SIGPIPE }, { .sig = SIGXFSZ } };

void
child_take_signals(void)
{
	for (size_t i = 0; i < sizeof changed / sizeof *changed; i++)
		sigaction(changed[i].sig, NULL, &changed[i].before);
	signal(SIGCHLD, SIG_DFL);
	signal(SIGXFSZ, SIG_IGN);
}

/* Restores the signals as they were before this program. */
static void
give_back_signals(void)
{
	for (size_t i = 0; i < sizeof changed / sizeof *changed; i++)
		sigaction(changed[i].sig, &changed[i].before, NULL);
}

/*
 * Discards signals that would stop this process before it runs the program,
 * such as one that a terminal sent before the process was in its own group.
 * The parent stops and continues that group.
 */
static void
drop_stops(const sigset_t *mask)
{
	static const int stops[] = { SIGTSTP, SIGTTIN, SIGTTOU };
	sigset_t blocked;

	sigprocmask(SIG_BLOCK, NULL, &blocked);
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
		if (!sigismember(&blocked, stops[i]) ||
		    sigismember(mask, stops[i]))
			continue;
		signal(stops[i], SIG_IGN);
		signal(stops[i], SIG_DFL);
	}
}

/* A program to be started. */
struct program {
	const struct words *words;
	const struct child_setting *setting; /* or NULL */
	const sigset_t *mask;
	const int *fd;
};

static const char *
file_of(const struct program *p)
{
	return p->setting && p->setting->file ? p->setting->file :
						p->words->word[0];
}

static void
set_environment(const struct words *environment)
{
	for (size_t i = 0; i < environment->count; i++)
		putenv(environment->word[i]);
}

/* In the child: becomes the program; tells a failure through report. */
static _Noreturn void
become(const struct program *p, int report)
{
	const int *fd = p->fd;

	for (int i = 0; i < 3; i++)
		dup2(fd[i], i);
	if (fd[CHILD_KEPT] >= 0)
		fcntl(fd[CHILD_KEPT], F_SETFD, 0);
	give_back_signals();
	if (p->mask) {
		drop_stops(p->mask);
		sigprocmask(SIG_SETMASK, p->mask, NULL);
	}
	if (p->setting)
		set_environment(&p->setting->environment);
	execvp(file_of(p), p->words->word);
	if (write(report, &errno, sizeof errno) < 0)
		_exit(126);
	_exit(127);
}

/* Puts a process, 0 for this one, in a group; both it and its parent do. */
static void
join(pid_t process, pid_t group)
{
	if (group != CHILD_OUR_GROUP)
		setpgid(process, group);
}

/* Starts a program in a process group, as child_start() does. */
static pid_t
start(const struct program *p, pid_t group)
{
	int report[2], error, parent = getpid();
	pid_t child;

	if (pipe2(report, O_CLOEXEC)) {
		warn("cannot start %s", file_of(p));
		return -1;
	}
	child = fork();
	if (child == 0) {
		join(0, group);
		child_end_with_parent(parent, SIGKILL);
		become(p, report[PIPE_WRITES]);
	}
	error = errno;
	close(report[PIPE_WRITES]);
	if (child < 0) {
		errno = error;
		warn("cannot start %s; see ulimit -u", file_of(p));
	} else if (join(child, group),
	    read(report[PIPE_READS], &error, sizeof error) == sizeof error) {
		errno = error;
		warn("cannot execute %s", file_of(p));
		waitpid(child, NULL, 0);
		child = -1;
	}
	close(report[PIPE_READS]);
	return child;
}

pid_t
child_start_with(const struct child_setting *setting, const struct words *w,
    const sigset_t *mask, pid_t group, const int fd[CHILD_FDS])
{
	const struct program program = {
		.words = w, .setting = setting, .mask = mask, .fd = fd,
	};

	return start(&program, group);
}

pid_t
child_start(const struct words *w, const sigset_t *mask, pid_t group,
    const int fd[CHILD_FDS])
{
	return child_start_with(NULL, w, mask, group, fd);
}

int
child_wait(pid_t child)
{
	int status = -1;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* Starts a program that prints to out, without input and messages. */
static pid_t
start_quietly(const struct words *w, int out)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t child;

	child = child_start(w, NULL, CHILD_OUR_GROUP,
	    (int[CHILD_FDS]){ null, out, null, -1 });
	if (null >= 0)
		close(null);
	return child;
}

FILE *
child_read(const struct words *w, pid_t *child)
{
	FILE *stream = NULL;
	int fd[2];

	if (pipe2(fd, O_CLOEXEC)) {
		warn("cannot make a pipe");
		return NULL;
	}
	*child = start_quietly(w, fd[PIPE_WRITES]);
	close(fd[PIPE_WRITES]);
	if (*child > 0)
		stream = fdopen(fd[PIPE_READS], "r");
	if (!stream)
		close(fd[PIPE_READS]);
	/* The child ends by itself, since nobody reads what it prints. */
	if (!stream && *child > 0) {
		warn("cannot read what %s prints", w->word[0]);
		child_wait(*child);
	}
	return stream;
}
