/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/quote.h"
#include "base/words.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "cmd/prepare.h"
#include "job/output.h"
#include "job/pool.h"
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

/* Runs what is missing of the plan. */
static int
run(const struct options *o, const struct prepared *p,
    const struct runner_options *options)
{
	if (prepare_outputs(p, options->dir))
		return -1;
	if (o->verbose)
		pool_explain(options->pool, stdout);
	if (runner_run(&p->plan, options)) {
		warnx("not all ranges are done; run again to do the others");
		return -1;
	}
	if (!o->quiet) {
		tell_messages(&p->plan, options->dir);
		puts("All jobs finished successfully");
	}
	return 0;
}

/*
 * When make only prints what it would do, the recording may be something that
 * it would make first.  Returns the words of the command then.
 */
static bool
print_unplanned(const struct options *o)
{
	struct perf_command command;
	struct words words;
	char *text;
	bool is_there;

	if (!o->perf_words ||
	    perf_command_parse(&command, o->perf, o->perf_words))
		return false;
	is_there = !access(command.input, F_OK);
	perf_command_release(&command);
	if (is_there)
		return false;
	words_init(&words);
	for (size_t i = 0; i < o->perf_words; i++)
		words_addf(&words, "%s", o->perf[i]);
	text = quote_shell_words(&words);
	printf("%s # in ranges, once its recording is there\n", text);
	free(text);
	words_release(&words);
	return true;
}

/* Plans, and does with the plan what was asked for. */
static int
plan_and_run(const struct options *o, struct pool *pool, const char *dir)
{
	struct runner_options options = {
		.dir = dir,
		.consumer = o->plan.consumer,
		.pool = pool,
		.keep_going = o->keep_going,
		.progress = !o->quiet && !o->verbose && isatty(STDERR_FILENO),
		.verbose = o->verbose,
	};
	struct prepared p;
	int status = prepare(&p, o);

	if (status)
		return status;
	options.recording = p.command.input;
	if (o->dry_run)
		plan_print(&p.plan);
	else if (pool->dry_run)
		runner_print(&p.plan, &options);
	else
		status = run(o, &p, &options) ? 1 : 0;
	prepared_release(&p);
	return status;
}

int
cmd_run(const struct options *o)
{
	const struct pool_options options = {
		.jobs = o->jobs_given ? o->plan.jobs : 0,
		.style = o->fifo ? JOBSERVER_FIFO : JOBSERVER_PIPE,
	};
	struct pool pool;
	char *dir;
	int status = 0;

	if (o->explain && o->operands) {
		warnx("unexpected word '%s': --explain needs no other words",
		    o->operand[0]);
		return 2;
	}
	if (pool_open(&pool, &options))
		return 1;
	if (o->explain) {
		pool_explain(&pool, stdout);
	} else if (pool.dry_run == 'n' && print_unplanned(o)) {
		/* That was all. */
	} else if (!pool.dry_run || pool.dry_run == 'n') {
		dir = options_folder(o);
		status = plan_and_run(o, &pool, dir);
		free(dir);
	}
	pool_close(&pool);
	return status;
}
