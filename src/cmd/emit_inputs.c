/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/resources.h"
#include "base/words.h"
#include "cmd/emit_inputs.h"
#include "cmd/emit_one.h"
#include "cmd/options.h"
#include "cmd/prepare.h"
#include "fragment/fragment.h"
#include "fragment/inputs_makefile.h"
#include "plan/perf_options.h"
#include "store/inputs.h"

/* Checks that nothing else says where the recordings are. */
static int
check(const struct options *o)
{
	struct perf_command command;
	bool given;

	if (prepare_check(o) ||
	    perf_command_parse(&command, o->perf, o->perf_words))
		return -1;
	if (o->merged) {
		warnx("--%s is for one recording; with --inputs, let "
		      "perf-parallel merge put them together",
		    o->picture ? "flamegraph" : "merge");
		perf_command_release(&command);
		return -1;
	}
	given = command.input_given;
	perf_command_release(&command);
	if (given) {
		warnx("--inputs and perf script -i both name recordings; give "
		      "one of them");
		return -1;
	}
	if (o->plan.job.folds && !o->plan.job.fold.event) {
		warnx("--fold: the recordings of --inputs may begin with "
		      "different events, which add up to nothing; name one, as "
		      "in --fold=cycles");
		return -1;
	}
	if (strcmp(o->makefile, "-"))
		return 0;
	warnx("--inputs needs a file for its makefile (-f), not standard "
	      "output");
	return -1;
}

/* Emits the fragment of one of the recordings. */
static int
emit_part(const struct options *o, const char *dir, const char *path,
    const char *label, const char *tool)
{
	struct options part = *o;
	struct perf_start start;
	struct words command;
	char *name, *folder, *makefile;
	int status;

	if (perf_options_start(&start, o->perf, o->perf_words))
		return 2;
	name = xasprintf("%s-%s", o->name, label);
	folder = inputs_folder(dir, label);
	makefile = inputs_fragment(dir, label);
	words_from(&command, o->perf, o->perf_words);
	words_insertf(&command, start.options, "%s", path);
	words_insertf(&command, start.options, "-i");
	part.name = name;
	part.output = folder;
	part.makefile = makefile;
	part.inputs = (struct words){ 0 };
	part.quiet = true;
	part.announce = false;
	part.perf = command.word;
	part.perf_words = command.count;
	status = emit_one(&part, tool);
	words_release(&command);
	free(makefile);
	free(folder);
	free(name);
	return status;
}

/* Writes the makefile that includes the others; returns the exit status. */
static int
write_makefile(const struct options *o, const struct inputs *r,
    const char *dir, const char *folder, const char *tool)
{
	struct words again, command;
	struct inputs_makefile m = {
		.name = o->name, .dir = dir, .tool = tool, .folder = folder,
		.patterns = &o->inputs, .options = &again, .command = &command,
	};
	int status;

	words_from(&command, o->perf, o->perf_words);
	emit_options(&again, o, dir);
	status = inputs_makefile_write(&m, r, o->makefile);
	words_release(&again);
	words_release(&command);
	return status ? 1 : 0;
}

/* Emits all of it, the makefile for all last; returns the exit status. */
static int
emit_found(const struct options *o, const struct inputs *r, const char *dir,
    const char *tool)
{
	char here[PATH_MAX];
	const char *folder = *dir == '/' ? here : NULL;
	int status;

	if (folder && !getcwd(here, sizeof here)) {
		warn("cannot tell the current folder");
		return 1;
	}
	if (fragment_check_folders(dir, folder))
		return 2;
	status = !o->dry_run &&
		inputs_install(dir, r, o->replace_outputs) ? 1 : 0;
	for (size_t i = 0; !status && i < r->path.count; i++)
		status = emit_part(
		    o, dir, r->path.word[i], r->label.word[i], tool);
	if (!status && !o->dry_run)
		status = write_makefile(o, r, dir, folder, tool);
	return status;
}

int
emit_inputs(const struct options *o, const char *tool)
{
	struct inputs r;
	char *dir;
	int status;

	if (check(o))
		return 2;
	if (inputs_find(&r, &o->inputs))
		return 1;
	dir = options_folder(o);
	status = emit_found(o, &r, dir, tool);
	if (!status && o->announce)
		printf("  EMIT    %s\n", o->makefile);
	else if (!status && !o->quiet && !o->dry_run)
		printf("%s: %zu recording%s; run make -j%zu -f %s\n",
		    o->makefile, r.path.count, r.path.count == 1 ? "" : "s",
		    processors_usable(), o->makefile);
	inputs_release(&r);
	free(dir);
	return status;
}
