/* SPDX-License-Identifier: GPL-2.0-only */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/child.h"
#include "base/words.h"
#include "plan/exec_path.h"
#include "plan/perf_command.h"

/* Starts perf --exec-path with perf's own options; it prints to out. */
static pid_t
start(const struct perf_command *c, int out)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct words words;
	sigset_t none;
	pid_t child;

	words_init(&words);
	/* The word "script" is the last before its options. */
	for (size_t i = 0; i + 1 < c->options; i++)
		words_add(&words, c->words.word[i]);
	words_add(&words, "--exec-path");
	sigemptyset(&none);
	child = child_start(&words, &none, CHILD_OUR_GROUP,
	    (int[CHILD_FDS]){ null, out, null, -1 });
	words_release(&words);
	if (null >= 0)
		close(null);
	return child;
}

/* Reads a line, without its end, for free(3); NULL when there is none. */
static char *
read_line(int fd)
{
	FILE *f = fdopen(fd, "r");
	char *line = NULL;
	size_t room = 0;

	if (f && getline(&line, &room, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
	} else {
		free(line);
		line = NULL;
	}
	if (f)
		fclose(f);
	else
		close(fd);
	return line;
}

char *
exec_path_file(
    const struct perf_command *c, const char *folder, const char *name)
{
	int fd[2];
	pid_t child;
	char *line, *path = NULL;

	if (pipe2(fd, O_CLOEXEC))
		return NULL;
	child = start(c, fd[1]);
	close(fd[1]);
	line = read_line(fd[0]);
	if (child > 0 && !child_wait(child) && line && *line == '/')
		path = xasprintf("%s/%s/%s", line, folder, name);
	free(line);
	return path;
}
