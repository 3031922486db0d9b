/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/wait.h>

#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/reader.h"
#include "base/words.h"

int
reader_start(struct reader *r, const struct words *command, int out)
{
	int between[2];

	if (pipe2(between, O_CLOEXEC)) {
		warn("cannot start %s", command->word[0]);
		return -1;
	}
	/*
	 * A program that stops reading early says by its status if that is
	 * fine.
	 */
	r->on_sigpipe = signal(SIGPIPE, SIG_IGN);
	/* It may need the terminal, as a pager does. */
	r->process = child_start(command, NULL, CHILD_OUR_GROUP,
	    (int[CHILD_FDS]){ between[PIPE_READS], out, STDERR_FILENO, -1 });
	close(between[PIPE_READS]);
	r->stream = r->process < 0 ? NULL : fdopen(between[PIPE_WRITES], "w");
	if (r->stream)
		return 0;
	close(between[PIPE_WRITES]);
	signal(SIGPIPE, r->on_sigpipe);
	return -1;
}

int
reader_finish(struct reader *r, const char *name)
{
	int status;

	fclose(r->stream);
	signal(SIGPIPE, r->on_sigpipe);
	status = child_wait(r->process);
	if (WIFSIGNALED(status))
		warnx("%s was killed by signal %d (%s)", name,
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (status)
		warnx("%s ended with status %d", name, WEXITSTATUS(status));
	return status ? -1 : 0;
}
