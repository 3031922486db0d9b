/* SPDX-License-Identifier: GPL-2.0-only */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "printer/report.h"

static int file = -1;

int
report_open(const char *path)
{
	file = open(path, O_WRONLY | O_CLOEXEC);
	return file < 0 ? -1 : 0;
}

void
report_counts(const struct report *r)
{
	dprintf(file,
	    "printed %" PRIu64 "\nleft %" PRIu64 "\ncompared %" PRIu64
	    "\ndiffered %" PRIu64 "\n",
	    r->printed, r->left, r->compared, r->differed);
}

_Noreturn void
report_give_up(const char *why, size_t len)
{
	static const char start[] = "why ";

	/* Should a write fail, the status still says that we gave up. */
	if (write(file, start, sizeof start - 1) > 0 &&
	    write(file, why, len) > 0 && write(file, "\n", 1) > 0)
		close(file);
	_exit(REPORT_GAVE_UP);
}
