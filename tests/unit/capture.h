/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Catches what a function says on standard error, for tests of messages.  One
 * capture at a time; what was caught lives until the next one.
 */
#ifndef UNIT_CAPTURE_H
#define UNIT_CAPTURE_H

#include <err.h>
#include <stdio.h>
#include <unistd.h>

static FILE *capture_file;
static int capture_saved;

/* Sends standard error to a file without a name from now on. */
static inline void
capture_start(void)
{
	capture_file = tmpfile();
	capture_saved = dup(STDERR_FILENO);
	if (!capture_file || capture_saved < 0 ||
	    dup2(fileno(capture_file), STDERR_FILENO) < 0)
		err(1, "cannot catch messages");
}

/* Ends that and returns the start of what was caught. */
static inline const char *
capture_end(void)
{
	static char text[4096];
	size_t len;

	dup2(capture_saved, STDERR_FILENO);
	close(capture_saved);
	rewind(capture_file);
	len = fread(text, 1, sizeof text - 1, capture_file);
	text[len] = '\0';
	fclose(capture_file);
	return text;
}

#endif
