/* SPDX-License-Identifier: GPL-2.0-only */
#include <sys/mman.h>

#include <stdio.h>
#include <stdio_ext.h>

#include "printer/perf_text.h"

/* The text of a sample is hardly ever longer than half of it. */
enum { BUFFER_LEN = 1 << 19 };

static char *buffer;
static size_t mark;

int
perf_text_start(void)
{
	void *pages = mmap(NULL, BUFFER_LEN, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED)
		return -1;
	buffer = pages;
	return setvbuf(stdout, buffer, _IOFBF, BUFFER_LEN) ? -1 : 0;
}

void
perf_text_mark(void)
{
	if (__fpending(stdout) > BUFFER_LEN / 2)
		fflush_unlocked(stdout);
	mark = __fpending(stdout);
	/* glibc adds the bytes it writes to this; fflush(3) makes it -1. */
	stdout->_offset = 0;
}

const char *
perf_text_since_mark(size_t *len)
{
	/* perf flushes all streams before it starts an addr2line. */
	if (stdout->_offset != 0)
		return NULL;
	*len = __fpending(stdout) - mark;
	return buffer + mark;
}

void
perf_text_add(const char *text, size_t len)
{
	fwrite_unlocked(text, 1, len, stdout);
}

void
perf_text_flush(void)
{
	fflush(stdout);
}
