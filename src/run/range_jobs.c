/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/child.h"
#include "jobserver.h"
#include "plan/perf_command.h"
#include "plan/plan.h"
#include "run/job.h"
#include "run/pool.h"
#include "run/process.h"
#include "run/range_jobs.h"
#include "run/runner.h"

int
range_jobs_open(struct range_jobs *j, const struct plan *plan,
    const struct runner_options *options)
{
	*j = (struct range_jobs){
		.plan = plan, .options = options, .decoded = { -1, -1 }
	};
	j->job = xcalloc(plan->count, sizeof *j->job);
	return pipe2(j->decoded, O_CLOEXEC | O_NONBLOCK);
}

void
range_jobs_close(struct range_jobs *j)
{
	close(j->decoded[PIPE_READS]);
	close(j->decoded[PIPE_WRITES]);
	free(j->job);
}

/* In the child: runs one range, with the signals as they were. */
static _Noreturn void
be_job(const struct range_jobs *j, const struct range *range,
    const struct held_signals *signals, int parent)
{
	struct perf_command command;
	const struct job job = {
		.dir = j->options->dir,
		.folder = range->folder,
		.key = range->key.text,
		.samples = range_samples(range),
		.contents = range->contents,
		.digest = j->plan->recording,
		.command = &command,
		.options = j->options->job,
		.jobserver = j->options->pool->jobserver,
		.decoded = j->decoded[PIPE_WRITES],
	};

	child_end_with_parent(parent, SIGTERM);
	process_restore_signals(signals);
	jobserver_enter_child(job.jobserver);
	_exit(perf_command_parse(&command, range->command.word,
		  range->command.count) || job_run(&job) ? 1 : 0);
}

int
range_jobs_start(
    struct range_jobs *j, size_t range, const struct held_signals *signals)
{
	pid_t parent = getpid(), child = fork();

	if (child < 0) {
		warn("cannot start a job; see ulimit -u");
		return -1;
	}
	if (child == 0)
		be_job(j, &j->plan->range[range], signals, parent);
	j->job[range] = (struct range_job){
		.process = child, .has_slot = true
	};
	j->running++;
	return 0;
}

void
range_jobs_signal(const struct range_jobs *j, int sig)
{
	for (size_t i = 0; i < j->plan->count; i++)
		if (j->job[i].process)
			kill(j->job[i].process, sig);
}

/* Returns the number of the range whose job a process is. */
static size_t
range_of(const struct range_jobs *j, pid_t process)
{
	for (size_t i = 0; i < j->plan->count; i++)
		if (j->job[i].process == process)
			return i;
	return RANGE_JOBS_NONE;
}

size_t
range_jobs_decoded(struct range_jobs *j)
{
	size_t handed_on = 0, range;
	pid_t process;

	while (read(j->decoded[PIPE_READS], &process, sizeof process) ==
	    sizeof process) {
		range = range_of(j, process);
		if (range == RANGE_JOBS_NONE || !j->job[range].has_slot)
			continue;
		j->job[range].has_slot = false;
		handed_on++;
	}
	j->at_disk += handed_on;
	return handed_on;
}

size_t
range_jobs_end(struct range_jobs *j, pid_t process, bool *had_slot)
{
	size_t range = range_of(j, process);

	if (range == RANGE_JOBS_NONE)
		return range;
	*had_slot = j->job[range].has_slot;
	if (!*had_slot)
		j->at_disk--;
	j->job[range].process = 0;
	j->running--;
	return range;
}
