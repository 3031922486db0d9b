/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/options.h"
#include "job/cleaning.h"

int
cmd_clean(const struct options *o)
{
	const char *dir = o->operands ? o->operand[0] : DEFAULT_FOLDER;

	if (o->operands > 1 || o->perf_words) {
		warnx("clean takes one output folder");
		return 2;
	}
	if (o->announce) {
		printf("  CLEAN   %s\n", dir);
		fflush(stdout);
	}
	return clean_output(dir) ? 1 : 0;
}
