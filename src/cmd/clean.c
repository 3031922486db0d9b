/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/options.h"
#include "store/cleaning.h"
#include "store/inputs.h"

/* Removes the output folders of all recordings, then what held them. */
static int
clean(const char *dir)
{
	struct words folders;
	int status = 0;

	inputs_folders(&folders, dir);
	for (size_t i = 0; i < folders.count; i++)
		if (clean_output(folders.word[i]))
			status = -1;
	words_release(&folders);
	/* Where there is but one, that was it. */
	return !status && inputs_is(dir) ? clean_output(dir) : status;
}

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
	return clean(dir) ? 1 : 0;
}
