/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "jobserver.h"
#include "plan/perf_command.h"
#include "run/job.h"
#include "store/saved_plan.h"

/* Says whether name is that of a range: [cpu-N/]time-range-N, cpu-N, whole. */
static bool
is_range(const char *name)
{
	return !strcmp(name, "whole") ||
	    ((!strncmp(name, "cpu-", 4) || !strncmp(name, "time-range-", 11)) &&
		!strstr(name, "..") &&
		!name[strspn(name, "abcdefghijklmnopqrstuvwxyz-0123456789/")]);
}

/* Takes "RANGE@KEY:CONTENTS" apart; the job points into it. */
static int
parse_range(struct job *job, char *text)
{
	char *colon = strrchr(text, ':'), *at;
	struct digest key;

	if (!colon || digest_parse(&job->contents, colon + 1))
		return -1;
	*colon = '\0';
	at = strrchr(text, '@');
	if (!at || digest_parse(&key, at + 1))
		return -1;
	*at = '\0';
	job->key = at + 1;
	job->folder = strcmp(text, "whole") ? text : "";
	return is_range(text) ? 0 : -1;
}

/*
 * Runs a job, and has a supervisor end what it started should it be killed.
 * It holds no tokens: make, which started it, has one for it.
 */
static int
run_supervised(struct job *job)
{
	struct jobserver *supervised = jobserver_open(NULL);
	int status = -1;

	if (!supervised || jobserver_supervise(supervised)) {
		warn("cannot start a process that looks after the job; see "
		     "ulimit -u and ulimit -n, and that AF_UNIX sockets are "
		     "allowed");
	} else {
		job->jobserver = supervised;
		status = job_run(job);
	}
	jobserver_close(supervised);
	return status;
}

/* Runs the range once everything but its command is taken apart. */
static int
run(const struct options *o, struct job *job)
{
	struct perf_command command;
	char *dir;
	int status;

	if (perf_command_parse(&command, o->perf, o->perf_words))
		return 2;
	job->dir = dir = options_folder(o);
	job->samples = saved_plan_samples(dir, job->key);
	job->command = &command;
	if (o->announce) {
		printf("  DECODE  %s\n", range_name(job->folder));
		fflush(stdout);
	}
	status = run_supervised(job) ? 1 : 0;
	free(dir);
	perf_command_release(&command);
	return status;
}

int
cmd_job(const struct options *o)
{
	struct job job = {
		.options = &o->plan.job,
		.decoded = -1,
	};
	char *range;
	int status = 2;

	if (o->operands != 1 || !o->recording ||
	    digest_parse(&job.digest, o->recording)) {
		warnx("job takes --recording=DIGEST and RANGE@KEY:CONTENTS as "
		      "the recipes of emit have them");
		return 2;
	}
	range = xstrdup(o->operand[0]);
	if (parse_range(&job, range))
		warnx("'%s' is no RANGE@KEY:CONTENTS as the recipes of emit "
		      "have it", o->operand[0]);
	else
		status = run(o, &job);
	free(range);
	return status;
}
