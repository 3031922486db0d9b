/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/options.h"
#include "cmd/prepare.h"
#include "job/output.h"
#include "job/runner.h"

/* Tells which ranges printed on standard error, as a reader should know. */
static void
tell_messages(const struct plan *p, const char *dir)
{
	size_t ranges = 0;

	for (size_t i = 0; i < p->count; i++) {
		char *err = output_path(dir, p->range[i].folder, "err.txt");

		if (!access(err, F_OK) && !ranges++)
			warnx("perf printed messages, see %s", err);
		free(err);
	}
	if (ranges > 1)
		warnx("and the err.txt of %zu more ranges", ranges - 1);
}

/* Runs what is missing of the plan in folder dir. */
static int
run(const struct options *o, const struct prepared *p, const char *dir)
{
	const struct runner_options options = {
		.dir = dir,
		.recording = p->command.input,
		.consumer = o->plan.consumer,
		.jobs = o->plan.jobs,
		.keep_going = o->keep_going,
		.progress = !o->quiet && !o->verbose && isatty(STDERR_FILENO),
		.verbose = o->verbose,
	};

	if (prepare_outputs(p, dir))
		return -1;
	if (runner_run(&p->plan, &options)) {
		warnx("not all ranges are done; run again to do the others");
		return -1;
	}
	if (!o->quiet) {
		tell_messages(&p->plan, dir);
		puts("All jobs finished successfully");
	}
	return 0;
}

int
cmd_run(const struct options *o)
{
	char *dir = options_folder(o);
	struct prepared p;
	int status = prepare(&p, o);

	if (status) {
		free(dir);
		return status;
	}
	if (o->dry_run)
		plan_print(&p.plan);
	else
		status = run(o, &p, dir) ? 1 : 0;
	prepared_release(&p);
	free(dir);
	return status;
}
