/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * addr2line, as perf script of a job finds it: it stands before the real one,
 * asks it about each address once, and knows by itself what perf writes behind
 * every address.  perf reads the same bytes as from the real one.  For a usage
 * that it does not know, and where the real one is not binutils', it becomes the
 * real one.
 */
#include <err.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "addr2line/service.h"
#include "addr2line/starting.h"
#include "addr2line/usage.h"
#include "base/child.h"

/* What a broken pipe does to perf, and so to the real addr2line. */
static void (*on_broken_pipe)(int) = SIG_DFL;

static _Noreturn void
become(const char *program, char **argv)
{
	signal(SIGPIPE, on_broken_pipe);
	execv(program, argv);
	err(EXIT_FAILURE, "cannot execute %s", program);
}

int
main(int argc, char **argv)
{
	const char *program = getenv(ADDR2LINE_REAL);
	struct service service;
	struct usage usage;

	if (!program || argc < 1)
		errx(EXIT_FAILURE, "%s is not set", ADDR2LINE_REAL);
	child_take_signals();
	on_broken_pipe = signal(SIGPIPE, SIG_IGN);
	/* A perf that is killed waits for no answer. */
	child_end_with_parent(getppid(), SIGKILL);
	if (usage_read(&usage, argv + 1))
		become(program, argv);
	if (service_start(
		&service, &usage, program, getenv(ADDR2LINE_PLACES))) {
		service_stop(&service);
		become(program, argv);
	}
	service_run(&service);
	service_stop(&service);
	return EXIT_SUCCESS;
}
