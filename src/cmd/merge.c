/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdio.h>

#include "base/special_file.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "merge/merge.h"
#include "merge/messages.h"

int
cmd_merge(const struct options *o)
{
	const char *dir = o->operands ? o->operand[0] : DEFAULT_FOLDER;
	const char *path = o->output;

	if (o->operands > 1 || o->perf_words) {
		warnx("merge takes one output folder");
		return 2;
	}
	if (path && special_file_is_stdout(path))
		path = NULL;
	if (path && merge_check_place(dir, path, o->replace_files))
		return 2;
	if (o->announce && path) {
		printf("  MERGE   %s\n", path);
		fflush(stdout);
	}
	if (merge(dir, path, o->plan.reduce, o->replace_files))
		return 1;
	messages_show(dir);
	return 0;
}
