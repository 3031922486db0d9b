/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/quote.h"
#include "base/special_file.h"
#include "base/words.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "cmd/prepare.h"
#include "merge/merge.h"
#include "merge/messages.h"
#include "run/pool.h"
#include "run/runner.h"
#include "run/verify.h"
#include "store/output.h"
#include "store/pending.h"

/* Says whether the outputs, put together, go to standard output. */
static bool
prints_merged(const struct options *o)
{
	return o->merged ? special_file_is_stdout(o->merged) :
			   o->plan.reduce != NULL;
}

/* Puts the outputs together, as --merge and --reduce have it. */
static int
merge_outputs(const struct options *o, const char *dir)
{
	if (!o->merged && !o->plan.reduce)
		return 0;
	fflush(stdout);
	return merge(dir, prints_merged(o) ? NULL : o->merged, o->plan.reduce,
	    o->replace_files);
}

/* Says what came of a verification, if that was asked for. */
static int
tell_verified(const struct options *o, const struct verification *v)
{
	if (!v)
		return 0;
	if (!v->same) {
		warnx("%s: not verified; the outputs themselves are complete",
		    v->dir);
		return -1;
	}
	if (!o->quiet)
		fprintf(prints_merged(o) ? stderr : stdout,
		    "verified: %" PRIu64 " bytes, the same as of one perf "
		    "script\n", v->bytes);
	return 0;
}

/* Prints where the outputs are, and how many had to be made. */
static void
tell_account(const char *dir, const struct runner_account *a)
{
	size_t all = a->before + a->done;

	printf("%s: %zu range%s, ", dir, all, all == 1 ? "" : "s");
	if (!a->done)
		puts("done before");
	else if (a->before)
		printf("%zu %s there before; %zu done in %.1f s\n", a->before,
		    a->before == 1 ? "was" : "were", a->done, a->seconds);
	else
		printf("done in %.1f s\n", a->seconds);
}

/*
 * Prints that all went well, unless standard output is for the merged outputs
 * or -q is given.
 */
static void
tell_success(const struct options *o, const char *dir,
    const struct runner_account *account)
{
	if (o->quiet)
		return;
	messages_show(dir);
	if (prints_merged(o))
		return;
	puts("All jobs finished successfully");
	tell_account(dir, account);
}

/* Runs what is missing of the plan. */
static int
run(const struct options *o, struct prepared *p,
    const struct runner_options *options)
{
	bool to_file = o->merged && !prints_merged(o) &&
	    !special_file_is(o->merged);
	struct runner_account account;

	if (prepare_outputs(p, o, options->dir) ||
	    (to_file && outfile_check(o->merged)))
		return -1;
	if (o->verbose) {
		pool_explain(options->pool, stdout);
		printf("slices: %s%s\n",
		    p->unsliced ? "none, for " : "one for each job",
		    p->unsliced ? p->unsliced : "");
	}
	if (runner_run(&p->plan, options, &account))
		return -1;
	tell_success(o, options->dir, &account);
	if (merge_outputs(o, options->dir))
		return -1;
	return tell_verified(o, options->verification);
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

/* Prints the commands of what is not done yet. */
static void
print_missing(const struct options *o, const struct plan *plan, const char *dir)
{
	struct pending missing;

	pending_find(&missing, plan, dir, o->verify);
	pending_print(&missing, plan);
	pending_release(&missing);
}

/* Plans, and does with the plan what was asked for. */
static int
plan_and_run(const struct options *o, struct pool *pool, const char *dir)
{
	struct prepared p;
	struct runner_options options = {
		.dir = dir,
		.job = &p.job,
		.pool = pool,
		.keep_going = o->keep_going,
		.progress = !o->quiet && !o->verbose,
		.verbose = o->verbose,
	};
	struct verification verification = {
		.dir = dir,
		.command = &p.command.words,
		.job = &p.job,
	};
	int status = prepare(&p, o);

	if (status)
		return status;
	if (o->verify)
		options.verification = &verification;
	if (o->dry_run)
		plan_print(&p.plan);
	else if (pool->dry_run)
		print_missing(o, &p.plan, dir);
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
