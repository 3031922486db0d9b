/* SPDX-License-Identifier: GPL-2.0-only */
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/nanosec.h"
#include "base/resources.h"
#include "run/pool.h"

/* In place of a number of jobs. */
#define NO_LIMIT SIZE_MAX

static uint64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return nanosec_of(t);
}

/* Makes a pool of our own in place of the one that is not there. */
static int
serve(struct pool *p, enum jobserver_style style)
{
	struct jobserver *ours = jobserver_serve(p->limit, style);

	if (!ours) {
		warn("cannot make a pool of job tokens");
		return -1;
	}
	jobserver_close(p->jobserver);
	p->jobserver = ours;
	return 0;
}

int
pool_open(struct pool *p, const struct pool_options *options)
{
	*p = (struct pool){
		.jobserver = jobserver_open(getenv("MAKEFLAGS")),
		.asked = options->jobs,
		.low_water = -1,
	};
	if (!p->jobserver) {
		warn("cannot read MAKEFLAGS");
		return -1;
	}
	p->dry_run = jobserver_dry_run(p->jobserver);
	p->load_limit = jobserver_load_limit(p->jobserver);
	switch (jobserver_kind(p->jobserver)) {
	case JOBSERVER_POOL:
		p->limit = options->jobs ? options->jobs : NO_LIMIT;
		return 0;
	case JOBSERVER_SERIAL:
	case JOBSERVER_UNUSABLE:
		p->limit = 1;
		return 0;
	case JOBSERVER_NONE:
		break;
	}
	p->limit = options->jobs ? options->jobs : processors_usable();
	return serve(p, options->style);
}

void
pool_explain(const struct pool *p, FILE *out)
{
	jobserver_explain(p->jobserver, out);
	if (p->limit == NO_LIMIT)
		fputs("jobs: as many at a time as there are tokens, and one\n",
		    out);
	else
		fprintf(out, "jobs: at most %zu at a time\n", p->limit);
	if (p->load_limit > 0)
		fprintf(out, "load: one job at a time at %g running processes "
		    "or more (make's -l)\n", p->load_limit);
	if (p->dry_run)
		fprintf(out, "make -%c: nothing is run\n", p->dry_run);
}

int
pool_begin(struct pool *p, size_t jobs)
{
	if (jobs > 1 && p->asked != 1 &&
	    jobserver_kind(p->jobserver) == JOBSERVER_UNUSABLE)
		warnx("one job at a time: %s", jobserver_reason(p->jobserver));
	p->start_ns = p->last_ns = now_ns();
	if (!jobserver_supervise(p->jobserver))
		return 0;
	warn("cannot start a process that looks after the jobs; see ulimit -u "
	     "and ulimit -n, and that AF_UNIX sockets are allowed");
	return -1;
}

/* Counts the time up to now, in which nothing changed. */
static void
tick(struct pool *p)
{
	uint64_t now = now_ns(), passed = now - p->last_ns;

	p->last_ns = now;
	p->job_ns += passed * p->running;
	p->token_ns += passed * jobserver_held(p->jobserver);
	if (p->waiting)
		p->waited_ns += passed;
}

/*
 * Says whether as many processes run, beside this one, as make's -l allows:
 * that is what make 4.4 looks at, since the average rises too late to keep
 * anybody from starting many jobs at once.
 */
static bool
is_loaded(const struct pool *p)
{
	FILE *f;
	double running = 0;

	if (p->load_limit <= 0 || !(f = fopen("/proc/loadavg", "re")))
		return false;
	/* Three averages, then the processes that run, a slash, and all. */
	if (fscanf(f, "%*f %*f %*f %lf", &running) != 1)
		running = 0;
	fclose(f);
	return running - 1 >= p->load_limit;
}

static void
note_low_water(struct pool *p)
{
	int available = jobserver_available(p->jobserver);

	if (available >= 0 && (p->low_water < 0 || available < p->low_water))
		p->low_water = available;
}

/* Takes a token; if there is none to come, we are left with one job. */
static bool
take_token(struct pool *p)
{
	int taken = jobserver_acquire(p->jobserver);

	if (taken > 0) {
		if (jobserver_held(p->jobserver) > p->most_held)
			p->most_held = jobserver_held(p->jobserver);
		return true;
	}
	p->waiting = taken == 0;
	if (taken < 0 && p->limit > 1) {
		p->limit = 1;
		warnx("one job at a time from here on: %s",
		    jobserver_reason(p->jobserver));
	}
	return false;
}

bool
pool_enter(struct pool *p)
{
	tick(p);
	p->waiting = p->loaded = false;
	if (p->running >= p->limit)
		return false;
	if (p->running && is_loaded(p)) {
		p->loaded = true;
		return false;
	}
	if (p->running && !take_token(p))
		return false;
	note_low_water(p);
	p->running++;
	p->jobs++;
	return true;
}

void
pool_want_nothing(struct pool *p)
{
	tick(p);
	p->waiting = p->loaded = false;
}

void
pool_leave(struct pool *p)
{
	tick(p);
	p->running--;
	/* Slots are alike: the last job to end had ours. */
	if (p->running)
		jobserver_release(p->jobserver);
}

void
pool_rest(struct pool *p)
{
	pool_leave(p);
	p->jobs--;
}

void
pool_stop(struct pool *p)
{
	pool_want_nothing(p);
	p->stopped = true;
}

void
pool_pause(struct pool *p)
{
	tick(p);
}

void
pool_resume(struct pool *p)
{
	uint64_t now = now_ns();

	p->start_ns += now - p->last_ns;
	p->last_ns = now;
}

static double
in_seconds(uint64_t ns)
{
	return ns / (double)NS_PER_SEC;
}

double
pool_seconds(const struct pool *p)
{
	return in_seconds(p->last_ns - p->start_ns);
}

/* Returns the mean over the time of the run of what was summed up. */
static double
mean(const struct pool *p, uint64_t sum_ns)
{
	uint64_t passed = p->last_ns - p->start_ns;

	return passed ? sum_ns / (double)passed : 0;
}

char *
pool_account(struct pool *p)
{
	tick(p);
	return xasprintf("jobs=%zu parallel=%.2f waited=%.3f tokens=%.2f "
	    "most-tokens=%u token-seconds=%.3f low-water=%d", p->jobs,
	    mean(p, p->job_ns), in_seconds(p->waited_ns), mean(p, p->token_ns),
	    p->most_held, in_seconds(p->token_ns), p->low_water);
}

void
pool_report(struct pool *p, FILE *out)
{
	tick(p);
	fprintf(out, "%zu job%s in %.3f s, on average %.2f at a time; waited "
	    "%.3f s for tokens, held %.2f on average and %u at most (%.3f "
	    "token seconds)", p->jobs, p->jobs == 1 ? "" : "s",
	    pool_seconds(p), mean(p, p->job_ns), in_seconds(p->waited_ns),
	    mean(p, p->token_ns), p->most_held, in_seconds(p->token_ns));
	if (p->low_water >= 0)
		fprintf(out, "; the pool was down to %d", p->low_water);
	fputs("\n", out);
}

void
pool_close(struct pool *p)
{
	int total = jobserver_total(p->jobserver);
	int missing = jobserver_close(p->jobserver);

	p->jobserver = NULL;
	if (p->stopped)
		return;
	if (missing > 0)
		warnx("%d of %d job token%s of our pool %s not given back by "
		      "what the jobs started; look into --pipe-to", missing,
		    total, total == 1 ? "" : "s",
		    missing == 1 ? "was" : "were");
	else if (missing < 0)
		warnx("%d job token%s more than our pool had %s given back "
		      "by what the jobs started; look into --pipe-to",
		    -missing, missing == -1 ? "" : "s",
		    missing == -1 ? "was" : "were");
}
