/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit/testing.h"

#include "unit/capture.h"

static FILE *capture_file;
static int capture_saved;

void
capture_start(void)
{
	capture_file = tmpfile();
	capture_saved = dup(STDERR_FILENO);
	if (!capture_file || capture_saved < 0 ||
	    dup2(fileno(capture_file), STDERR_FILENO) < 0)
		err(1, "cannot catch messages");
}

const char *
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
