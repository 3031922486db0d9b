/* SPDX-License-Identifier: GPL-2.0-only */
#include <bsd/stdlib.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/progress.h"

/* Goes to the start of the line and clears it. */
#define CLEAR "\r\033[K"

/* The program's name, to be restored by progress_end(); else NULL. */
static const char *name;

/* Says whether standard error is a terminal that no make shares. */
static bool
has_terminal(void)
{
	const char *kind = getenv("TERM");

	return isatty(STDERR_FILENO) && kind && strcmp(kind, "dumb") &&
	    !getenv("MAKELEVEL");
}

/* Says whether this process is in the foreground of the terminal. */
static bool
is_in_foreground(void)
{
	pid_t group = tcgetpgrp(STDERR_FILENO);

	return group < 0 || group == getpgrp();
}

void
progress_begin(void)
{
	if (name || !has_terminal())
		return;
	name = getprogname();
	/* warn(3) prints the program's name at the start of every message. */
	setprogname(CLEAR "perf-parallel");
}

void
progress_show(const char *format, ...)
{
	va_list arguments;

	if (!name || !is_in_foreground())
		return;
	va_start(arguments, format);
	fputc('\r', stderr);
	vfprintf(stderr, format, arguments);
	fputs("\033[K", stderr);
	fflush(stderr);
	va_end(arguments);
}

void
progress_clear(void)
{
	if (!name || !is_in_foreground())
		return;
	fputs(CLEAR, stderr);
	fflush(stderr);
}

void
progress_end(void)
{
	progress_clear();
	if (name)
		setprogname(name);
	name = NULL;
}
