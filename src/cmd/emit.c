/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/own_path.h"
#include "base/special_file.h"
#include "cmd/commands.h"
#include "cmd/emit_inputs.h"
#include "cmd/emit_one.h"
#include "cmd/options.h"
#include "fragment/fragment.h"
#include "perfdata/recording_files.h"

/* Says whether two paths lead, or would lead, to the same file. */
static bool
same_place(const char *a, const char *b)
{
	const char *name_a = strrchr(a, '/'), *name_b = strrchr(b, '/');
	char *dir_a = name_a ? xstrndup(a, name_a - a + 1) : xstrdup(".");
	char *dir_b = name_b ? xstrndup(b, name_b - b + 1) : xstrdup(".");
	bool same = file_is(a, b) || (file_is(dir_a, dir_b) &&
		!strcmp(name_a ? name_a + 1 : a, name_b ? name_b + 1 : b));

	free(dir_a);
	free(dir_b);
	return same;
}

/* Checks the names of what is written: by us, and by the fragment. */
static int
check_names(const struct options *o)
{
	if (fragment_check_place(o->makefile))
		return -1;
	if (o->merged && (special_file_is_stdout(o->merged) ||
			     special_file_is(o->merged))) {
		warnx("--merge=%s: a target of make is a file; name one, or "
		      "let perf-parallel merge print the outputs", o->merged);
		return -1;
	}
	if (o->merged && same_place(o->merged, o->makefile)) {
		warnx("--merge and -f both name %s; name another file",
		    o->merged);
		return -1;
	}
	return 0;
}

int
cmd_emit(const struct options *o)
{
	char *tool = own_path();
	int status = 2;

	if (!tool)
		return 1;
	if (!check_names(o))
		status = o->inputs.count ? emit_inputs(o, tool) :
					   emit_one(o, tool);
	free(tool);
	return status;
}
